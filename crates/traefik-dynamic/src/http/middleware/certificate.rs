//! The middleware that passes a client's certificate on.

use crate::shape::object;

object! {
    /// Passes the client's certificate on in headers.
    pub struct PassTlsClientCert {
        /// Whether the whole certificate is passed on in `X-Forwarded-Tls-Client-Cert`.
        pem: bool => "pem";
        /// Which fields are passed on in `X-Forwarded-Tls-Client-Cert-Info`.
        info: Box<ClientCertificateFields> => "info";
    }
}

object! {
    /// Which fields of the certificate are passed on in `X-Forwarded-Tls-Client-Cert-Info`.
    pub struct ClientCertificateFields {
        /// The end of its validity period.
        not_after: bool => "notAfter";
        /// The start of its validity period.
        not_before: bool => "notBefore";
        /// Its subject alternative names.
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
    /// Which parts of the subject are passed on.
    pub struct SubjectFields {
        /// The country.
        country: bool => "country";
        /// The province.
        province: bool => "province";
        /// The locality.
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
    /// Which parts of the issuer are passed on.
    pub struct IssuerFields {
        /// The country.
        country: bool => "country";
        /// The province.
        province: bool => "province";
        /// The locality.
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
