//! Middlewares that let through only some, or so many.

use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Lets only some addresses through.
    pub struct IpAllowList {
        /// Addresses and ranges that pass, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
        /// Which address counts. Absent: that of the connection.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
        /// The status code for all others. Absent or 0: 403.
        reject_status_code: i64 => "rejectStatusCode" [empty];
    }
}

object! {
    /// The former name of `ipAllowList`.
    pub struct IpWhiteList {
        /// Addresses and ranges that pass, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
        /// Which address counts. Absent: that of the connection.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
    }
}

object! {
    /// Which address counts as that of the client.
    pub struct IpStrategy {
        /// Which address of `X-Forwarded-For` counts, from the right. 0: none. Comes before `excludedIPs`.
        depth: i64 => "depth";
        /// Addresses of proxies to pass over in `X-Forwarded-For`.
        excluded_ips: Texts => "excludedIPs";
        /// How many bits of an IPv6 address count: 1 to 128. Absent: all.
        ipv6_subnet: i64 => "ipv6Subnet" [optional, since = "3.2"];
    }
}

object! {
    /// Lets a source make only so many requests in a time.
    pub struct RateLimit {
        /// How many requests a source may make in the period. 0: any number.
        average: i64 => "average";
        /// The period. Default: `1s`.
        period: Duration => "period" [default = "1s"];
        /// How many requests may come at once. Default: `1`.
        burst: i64 => "burst" [default = "1"];
        /// What counts as one source. Absent: the address of the client.
        source_criterion: Box<SourceCriterion> => "sourceCriterion";
        /// Where several Traefiks count together. Absent: each counts alone.
        redis: Box<Redis> => "redis" [since = "3.4"];
    }
}

object! {
    /// Lets only so many requests of a source be under way at once.
    pub struct InFlightReq {
        /// How many requests of a source may be under way at once; more than 0.
        amount: i64 => "amount" [required];
        /// What counts as one source. Absent: the host of the request.
        source_criterion: Box<SourceCriterion> => "sourceCriterion";
    }
}

object! {
    /// What counts as one source; one of the three.
    pub struct SourceCriterion {
        /// The address of the client.
        ip_strategy: Box<IpStrategy> => "ipStrategy";
        /// The value of the header of this name.
        request_header_name: String => "requestHeaderName";
        /// The host of the request.
        request_host: bool => "requestHost";
    }
}

object! {
    /// Where several Traefiks count together.
    pub struct Redis {
        /// Addresses, as host and port. Default: `localhost:6379`.
        endpoints: Texts => "endpoints" [default = "localhost:6379"];
        /// TLS towards them. Absent: none.
        tls: Box<ClientTls> => "tls";
        /// The user.
        username: String => "username";
        /// The password.
        password: String => "password" [secret];
        /// The number of the database.
        db: i64 => "db";
        /// How many connections at most. Absent or 0: ten for each processor.
        pool_size: i64 => "poolSize";
        /// How many idle connections are kept at least.
        min_idle_conns: i64 => "minIdleConns";
        /// How many connections may be open at once. Absent or 0: any number.
        max_active_conns: i64 => "maxActiveConns";
        /// How long reading may take. Default: `3s`.
        read_timeout: Duration => "readTimeout" [default = "3s"];
        /// How long writing may take. Default: `3s`.
        write_timeout: Duration => "writeTimeout" [default = "3s"];
        /// How long connecting may take. Default: `5s`.
        dial_timeout: Duration => "dialTimeout" [default = "5s"];
    }
}

object! {
    /// TLS towards a server.
    pub struct ClientTls {
        /// Certificates of authorities to trust: a file or its content.
        ca: String => "ca" [host_path];
        /// The certificate to show: a file or its content.
        cert: String => "cert" [host_path];
        /// Its key: a file or its content.
        key: String => "key" [secret, host_path];
        /// Whether any certificate is taken, which makes TLS pointless.
        insecure_skip_verify: bool => "insecureSkipVerify";
    }
}
