//! HTTP services, and the kinds of them that lead to other services.

use crate::Kind;
use crate::http::LoadBalancer;
use crate::http::Sticky;
use crate::shape::object;

object! {
    /// Service.
    pub struct Service chooses OneType {
        /// Load balancer.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Weighted.
        weighted: Box<Weighted> => "weighted";
        /// Highest random weight.
        highest_random_weight: Box<HighestRandomWeight> => "highestRandomWeight";
        /// Mirroring.
        mirroring: Box<Mirroring> => "mirroring";
        /// Failover.
        failover: Box<Failover> => "failover";
        /// Middlewares: 3.7 addition: applied before the service; may stand beside the one type.
        middlewares: Vec<String> => "middlewares" [refers = Kind::HttpMiddleware];
    }
}

object! {
    /// Weighted.
    pub struct Weighted {
        /// Services.
        services: Vec<WeightedService> => "services";
        /// Sticky: `{}` refused here (not so in loadBalancer).
        sticky: Box<Sticky> => "sticky";
        /// Health check.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// WeightedService.
    pub struct WeightedService ignores ["headers", "status", "grpcStatus"] {
        /// Name: required; http service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Weight. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}

object! {
    /// HighestRandomWeight.
    pub struct HighestRandomWeight {
        /// Services.
        services: Vec<RankedService> => "services";
        /// Health check.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// RankedService.
    pub struct RankedService {
        /// Name: required; http service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Weight. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}

object! {
    /// Mirroring.
    pub struct Mirroring {
        /// Service: required.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Mirror body. Default: `true`.
        mirror_body: bool => "mirrorBody" [default = "true"];
        /// Max body size: -1 = no limit. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1"];
        /// Mirrors.
        mirrors: Vec<Mirror> => "mirrors";
        /// Health check.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// Mirror.
    pub struct Mirror {
        /// Name: required.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Percent: 0 to 100.
        percent: i64 => "percent";
    }
}

object! {
    /// Failover.
    pub struct Failover {
        /// Service: required.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Fallback: required.
        fallback: String => "fallback" [refers = Kind::HttpService, required];
        /// Health check.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
        /// Errors.
        errors: Box<FailoverErrors> => "errors";
    }
}

object! {
    /// FailoverErrors.
    pub struct FailoverErrors {
        /// Max request body bytes: -1 = no limit. Default: `-1`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "-1"];
        /// Status: codes or ranges such as 500-599.
        status: Vec<String> => "status";
    }
}

object! {
    /// ChildHealth.
    pub struct ChildHealth {
    }
}
