//! HTTP services, and the kinds of them that lead to other services.

use crate::Kind;
use crate::http::LoadBalancer;
use crate::http::Sticky;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Where HTTP requests end: exactly one of the types, with middlewares beside it.
    pub struct Service chooses OneType {
        /// Servers.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Services by weight.
        weighted: Box<Weighted> => "weighted";
        /// Services by weight, the same one for the same client.
        highest_random_weight: Box<HighestRandomWeight> => "highestRandomWeight" [since = "3.6"];
        /// A service, and others that get copies.
        mirroring: Box<Mirroring> => "mirroring";
        /// A service, and another for when it is down.
        failover: Box<Failover> => "failover";
        /// Names of middlewares a request passes before this service, in this order.
        middlewares: Texts => "middlewares" [refers = Kind::HttpMiddleware, since = "3.7"];
    }
}

object! {
    /// Shares requests among services by weight.
    pub struct Weighted {
        /// The services with their shares.
        services: Vec<WeightedService> => "services";
        /// Keeps a client at the same service.
        sticky: Box<Sticky> => "sticky";
        /// `{}` tells services above whether any of these is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service with its share.
    pub struct WeightedService ignores ["headers", "status", "grpcStatus"] {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Its share; 0 gets no requests. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}

object! {
    /// Sends the requests of one client to the same service, the services weighted.
    pub struct HighestRandomWeight {
        /// The services with their shares.
        services: Vec<RankedService> => "services";
        /// `{}` tells services above whether any of these is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service with its share of clients.
    pub struct RankedService {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// Its share; 0 gets no requests. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}

object! {
    /// Sends requests to a service, and copies of some to others, whose answers are dropped.
    pub struct Mirroring {
        /// Name of the service that answers.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Whether copies carry the body. Default: `true`.
        mirror_body: bool => "mirrorBody" [default = "true", since = "3.2"];
        /// The largest body that is copied, in bytes; -1 is any size. Default: `-1`.
        max_body_size: i64 => "maxBodySize" [default = "-1"];
        /// The services that get copies.
        mirrors: Vec<Mirror> => "mirrors";
        /// `{}` tells services above whether this one is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
    }
}

object! {
    /// A service that gets copies.
    pub struct Mirror {
        /// Name of the service.
        name: String => "name" [refers = Kind::HttpService, required];
        /// How many requests in a hundred it gets: 0 to 100.
        percent: i64 => "percent";
    }
}

object! {
    /// Sends requests to a fallback while the main service is down.
    pub struct Failover {
        /// Name of the main service.
        service: String => "service" [refers = Kind::HttpService, required];
        /// Name of the service for when the main one is down.
        fallback: String => "fallback" [refers = Kind::HttpService, required];
        /// `{}` tells services above whether any of the two is up.
        health_check: Box<ChildHealth> => "healthCheck" [empty];
        /// Answers that count as a failure. Absent: only the health check decides.
        errors: Box<FailoverErrors> => "errors" [since = "3.7"];
    }
}

object! {
    /// Which answers of the main service count as a failure.
    pub struct FailoverErrors {
        /// The largest body that is kept for the fallback, in bytes; -1 is any size. Default: `-1`.
        max_request_body_bytes: i64 => "maxRequestBodyBytes" [default = "-1"];
        /// Status codes and ranges of them, such as `500-599`.
        status: Texts => "status";
    }
}

object! {
    /// Tells services above whether this one is up. It has no fields: being there switches it on.
    pub struct ChildHealth {
    }
}
