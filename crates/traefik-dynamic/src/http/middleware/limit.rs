//! Middlewares that let only certain clients, or a limited number of requests, through.

use crate::duration::Duration;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Lets only certain addresses through.
    pub struct IpAllowList {
        /// Addresses and ranges to let through, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
        /// Which address to check. Absent: that of the connection.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
        /// The status code for all others. Absent or 0: 403.
        reject_status_code: i64 => "rejectStatusCode" [empty, range = (100, 599)];
    }
}

object! {
    /// The former name of `ipAllowList`.
    pub struct IpWhiteList {
        /// Addresses and ranges to let through, such as `10.0.0.0/8`.
        source_range: Texts => "sourceRange" [required];
        /// Which address to check. Absent: that of the connection.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
    }
}

object! {
    /// Which address is taken as the client's.
    pub struct IpStrategy {
        /// Which address of `X-Forwarded-For` to take, counted from the right. 0: none. Overrides `excludedIPs`.
        depth: i64 => "depth" [range = (0, i32::MAX)];
        /// Addresses of proxies to skip in `X-Forwarded-For`.
        excluded_ips: Texts => "excludedIPs";
        /// How many bits of an IPv6 address to compare: 1 to 128. Absent: all.
        ipv6_subnet: i64 => "ipv6Subnet" [optional, since = "3.2", range = (1, 128)];
    }
}

object! {
    /// Limits how many requests a source may make in a period.
    pub struct RateLimit {
        /// How many requests a source may make per period. 0: any number.
        average: i64 => "average" [range = (0, i32::MAX)];
        /// The period. Default: `1s`.
        period: Duration => "period" [default = "1s"];
        /// How many requests may come at once. Default: `1`.
        burst: i64 => "burst" [default = "1", range = (1, i32::MAX)];
        /// What counts as one source. Absent: the address of the client.
        source_criterion: Box<SourceCriterion> => "sourceCriterion";
        /// Where several Traefiks share a count. Absent: each counts on its own.
        redis: Box<Redis> => "redis" [since = "3.4"];
    }
}

object! {
    /// Limits how many simultaneous requests a source may make.
    pub struct InFlightReq {
        /// How many simultaneous requests a source may make; must be greater than 0.
        amount: i64 => "amount" [required, range = (1, i32::MAX)];
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
    /// Where several Traefiks share a count.
    pub struct Redis {
        /// The addresses, as host and port. Default: `localhost:6379`.
        endpoints: Texts => "endpoints" [default = "localhost:6379"];
        /// TLS for connections to them. Absent: none.
        tls: Box<ClientTls> => "tls";
        /// The user.
        username: String => "username";
        /// The password.
        password: String => "password" [secret];
        /// The number of the database.
        db: i64 => "db" [range = (0, i32::MAX)];
        /// The maximum number of connections in the pool. Absent or 0: ten per processor.
        pool_size: i64 => "poolSize" [range = (0, i32::MAX)];
        /// The minimum number of idle connections to keep.
        min_idle_conns: i64 => "minIdleConns" [range = (0, i32::MAX)];
        /// How many connections may be open at once. Absent or 0: any number.
        max_active_conns: i64 => "maxActiveConns" [range = (0, i32::MAX)];
        /// How long a read may take. Default: `3s`.
        read_timeout: Duration => "readTimeout" [default = "3s"];
        /// How long a write may take. Default: `3s`.
        write_timeout: Duration => "writeTimeout" [default = "3s"];
        /// How long connecting may take. Default: `5s`.
        dial_timeout: Duration => "dialTimeout" [default = "5s"];
    }
}

object! {
    /// TLS for connections to a server.
    pub struct ClientTls {
        /// CA certificates to trust: a file or its content.
        ca: String => "ca" [host_path];
        /// The certificate to present: a file or its content.
        cert: String => "cert" [host_path];
        /// Its key: a file or its content.
        key: String => "key" [secret, host_path];
        /// Whether any certificate is accepted, which defeats the purpose of TLS.
        insecure_skip_verify: bool => "insecureSkipVerify";
    }
}
