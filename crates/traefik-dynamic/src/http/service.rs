//! HTTP services, and the types that forward to other services.

use crate::Kind;
use crate::http::LoadBalancer;
use crate::http::Sticky;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Where HTTP requests end up: exactly one of the types, and optionally middlewares.
    pub struct Service chooses OneType {
        /// Servers.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Services by weight.
        weighted: Box<Weighted> => "weighted";
        /// Services by weight, always the same one for a given client.
        highest_random_weight: Box<HighestRandomWeight> => "highestRandomWeight" [since = "3.6"];
        /// A service, and others that get copies of its requests.
        mirroring: Box<Mirroring> => "mirroring";
        /// A service, and another for when it is down.
        failover: Box<Failover> => "failover";
        /// Names of the middlewares that a request passes through before this service, in order.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware, since = "3.7"];
    }
}

object! {
    /// Distributes requests among services by weight.
    pub struct Weighted {
        /// The services with their weights.
        services: Vec<WeightedService> => "services";
        /// Keeps a client on the same service.
        sticky: Box<Sticky> => "sticky";
        /// `{}` reports to parent services whether any of these is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service with its weight.
    pub struct WeightedService ignores ["headers", "status", "grpcStatus"] {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Its weight; with 0 it gets no requests. Default: `1`.
        weight: i64 => "weight" [default = "1", range = (0, i32::MAX)];
    }
}

object! {
    /// Sends all requests of a client to the same service, chosen by weight.
    pub struct HighestRandomWeight {
        /// The services with their weights.
        services: Vec<RankedService> => "services";
        /// `{}` reports to parent services whether any of these is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service with its weight.
    pub struct RankedService {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Its weight; with 0 it gets no requests. Default: `1`.
        weight: i64 => "weight" [default = "1", range = (0, i32::MAX)];
    }
}

object! {
    /// Sends requests to a service, and copies of some to others, whose responses are discarded.
    pub struct Mirroring {
        /// Name of the service whose responses are used.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Whether copies include the body. Default: `true`.
        mirror_body: bool => "mirrorBody" [default = "true", since = "3.2"];
        /// The largest body that is copied, in bytes; -1 is any size. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1", range = (-1, i32::MAX)];
        /// The services that get copies.
        mirrors: Vec<Mirror> => "mirrors";
        /// `{}` reports to parent services whether this one is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service that gets copies.
    pub struct Mirror {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// The percentage of requests it gets: 0 to 100.
        percent: i64 => "percent" [range = (0, 100)];
    }
}

object! {
    /// Sends requests to a fallback while the main service is down.
    pub struct Failover {
        /// Name of the main service.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Name of the service to use while the main one is down.
        fallback: String => "fallback" [refers = Kind::HttpService, required];
        /// `{}` reports to parent services whether either of the two is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
        /// Responses that count as a failure. Absent: only the health check decides.
        errors: Box<FailoverErrors> => "errors" [since = "3.7"];
    }
}

object! {
    /// Which responses of the main service count as a failure.
    pub struct FailoverErrors {
        /// The largest body that is kept for the fallback, in bytes; -1 is any size. Default: `-1`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "-1", range = (-1, i32::MAX)];
        /// Status codes and ranges, such as `500-599`.
        status: Texts => "status";
    }
}

object! {
    /// Reports to parent services whether this one is up. It has no fields: its presence enables it.
    pub struct ChildHealth {
    }
}
