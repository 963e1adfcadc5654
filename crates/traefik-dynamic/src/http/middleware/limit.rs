//! Middlewares that let through only some, or so many.

use crate::duration::Duration;
use crate::shape::object;

object! {
    /// IpAllowList.
    pub struct IpAllowList {
        /// Source range: required (empty fails at run time); IP or CIDR.
        source_range: Vec<String> => "sourceRange" [required];
        /// Ip strategy.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
        /// Reject status code: absent: 403.
        reject_status_code: i64 => "rejectStatusCode" [empty];
    }
}

object! {
    /// IpWhiteList.
    pub struct IpWhiteList {
        /// Source range: required.
        source_range: Vec<String> => "sourceRange" [required];
        /// Ip strategy.
        ip_strategy: Box<IpStrategy> => "ipStrategy" [empty];
    }
}

object! {
    /// IpStrategy.
    pub struct IpStrategy {
        /// Depth: wins over excludedIPs.
        depth: i64 => "depth";
        /// Excluded iPs.
        excluded_ips: Vec<String> => "excludedIPs";
        /// Ipv6 subnet: 1 to 128.
        ipv6_subnet: i64 => "ipv6Subnet" [optional];
    }
}

object! {
    /// RateLimit.
    pub struct RateLimit {
        /// Average: 0 = no limit.
        average: i64 => "average";
        /// Period: negative refused at run time. Default: `1s`.
        period: Duration => "period" [default = "1s"];
        /// Burst. Default: `1`.
        burst: i64 => "burst" [default = "1"];
        /// Source criterion.
        source_criterion: Box<SourceCriterion> => "sourceCriterion";
        /// Redis.
        redis: Box<Redis> => "redis";
    }
}

object! {
    /// InFlightReq.
    pub struct InFlightReq {
        /// Amount: required > 0.
        amount: i64 => "amount" [required];
        /// Source criterion.
        source_criterion: Box<SourceCriterion> => "sourceCriterion";
    }
}

object! {
    /// SourceCriterion.
    pub struct SourceCriterion {
        /// Ip strategy: the three fields exclude one another; `{}` refused.
        ip_strategy: Box<IpStrategy> => "ipStrategy";
        /// Request header name.
        request_header_name: String => "requestHeaderName";
        /// Request host.
        request_host: bool => "requestHost";
    }
}

object! {
    /// Redis.
    pub struct Redis {
        /// Endpoints. Default: `[localhost:6379]`.
        endpoints: Vec<String> => "endpoints" [default = "localhost:6379"];
        /// Tls.
        tls: Box<ClientTls> => "tls";
        /// Username.
        username: String => "username";
        /// Password: secret.
        password: String => "password" [secret];
        /// Db.
        db: i64 => "db";
        /// Pool size.
        pool_size: i64 => "poolSize";
        /// Min idle conns.
        min_idle_conns: i64 => "minIdleConns";
        /// Max active conns.
        max_active_conns: i64 => "maxActiveConns";
        /// Read timeout. Default: `3s`.
        read_timeout: Duration => "readTimeout" [default = "3s"];
        /// Write timeout. Default: `3s`.
        write_timeout: Duration => "writeTimeout" [default = "3s"];
        /// Dial timeout. Default: `5s`.
        dial_timeout: Duration => "dialTimeout" [default = "5s"];
    }
}

object! {
    /// ClientTls.
    pub struct ClientTls {
        /// Ca.
        ca: String => "ca" [host_path];
        /// Cert.
        cert: String => "cert" [host_path];
        /// Key.
        key: String => "key" [secret, host_path];
        /// Insecure skip verify.
        insecure_skip_verify: bool => "insecureSkipVerify";
    }
}
