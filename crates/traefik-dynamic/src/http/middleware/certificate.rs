//! The middleware that hands on the certificate of a client.

use crate::shape::object;

object! {
    /// PassTlsClientCert.
    pub struct PassTlsClientCert {
        /// Pem.
        pem: bool => "pem";
        /// Info.
        info: Box<ClientCertificateFields> => "info";
    }
}

object! {
    /// ClientCertificateFields.
    pub struct ClientCertificateFields {
        /// Not after.
        not_after: bool => "notAfter";
        /// Not before.
        not_before: bool => "notBefore";
        /// Sans.
        sans: bool => "sans";
        /// Serial number.
        serial_number: bool => "serialNumber";
        /// Subject.
        subject: Box<SubjectFields> => "subject";
        /// Issuer.
        issuer: Box<IssuerFields> => "issuer";
    }
}

object! {
    /// SubjectFields.
    pub struct SubjectFields {
        /// Country.
        country: bool => "country";
        /// Province.
        province: bool => "province";
        /// Locality.
        locality: bool => "locality";
        /// Organization.
        organization: bool => "organization";
        /// Organizational unit.
        organizational_unit: bool => "organizationalUnit";
        /// Common name.
        common_name: bool => "commonName";
        /// Serial number.
        serial_number: bool => "serialNumber";
        /// Domain component.
        domain_component: bool => "domainComponent";
    }
}

object! {
    /// IssuerFields.
    pub struct IssuerFields {
        /// Country.
        country: bool => "country";
        /// Province.
        province: bool => "province";
        /// Locality.
        locality: bool => "locality";
        /// Organization.
        organization: bool => "organization";
        /// Common name.
        common_name: bool => "commonName";
        /// Serial number.
        serial_number: bool => "serialNumber";
        /// Domain component.
        domain_component: bool => "domainComponent";
    }
}
