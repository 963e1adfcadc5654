//! The middleware that hands on the certificate of a client.

use crate::shape::object;

object! {
    /// Hands the certificate of the client on in headers.
    pub struct PassTlsClientCert {
        /// Whether the whole certificate goes along in `X-Forwarded-Tls-Client-Cert`.
        pem: bool => "pem";
        /// Which fields go along in `X-Forwarded-Tls-Client-Cert-Info`.
        info: Box<ClientCertificateFields> => "info";
    }
}

object! {
    /// Which fields of the certificate go into `X-Forwarded-Tls-Client-Cert-Info`.
    pub struct ClientCertificateFields {
        /// The end of its validity.
        not_after: bool => "notAfter";
        /// The beginning of its validity.
        not_before: bool => "notBefore";
        /// Its names.
        sans: bool => "sans";
        /// Its serial number.
        serial_number: bool => "serialNumber";
        /// Parts of its subject.
        subject: Box<SubjectFields> => "subject";
        /// Parts of its issuer.
        issuer: Box<IssuerFields> => "issuer";
    }
}

object! {
    /// Which parts of the subject go along.
    pub struct SubjectFields {
        /// The country.
        country: bool => "country";
        /// The province.
        province: bool => "province";
        /// The town.
        locality: bool => "locality";
        /// The organisation.
        organization: bool => "organization";
        /// The organisational unit.
        organizational_unit: bool => "organizationalUnit";
        /// The common name.
        common_name: bool => "commonName";
        /// The serial number.
        serial_number: bool => "serialNumber";
        /// The domain components.
        domain_component: bool => "domainComponent";
    }
}

object! {
    /// Which parts of the issuer go along.
    pub struct IssuerFields {
        /// The country.
        country: bool => "country";
        /// The province.
        province: bool => "province";
        /// The town.
        locality: bool => "locality";
        /// The organisation.
        organization: bool => "organization";
        /// The common name.
        common_name: bool => "commonName";
        /// The serial number.
        serial_number: bool => "serialNumber";
        /// The domain components.
        domain_component: bool => "domainComponent";
    }
}
