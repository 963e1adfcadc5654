//! UDP routers and services.

use crate::Kind;
use crate::shape::object;

object! {
    /// Router.
    pub struct Router {
        /// Entry points.
        entry_points: Vec<String> => "entryPoints";
        /// Service: required.
        service: String => "service" [refers = Kind::UdpService];
    }
}

object! {
    /// Service.
    pub struct Service chooses OneType {
        /// Load balancer.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Weighted.
        weighted: Box<Weighted> => "weighted";
    }
}

object! {
    /// LoadBalancer.
    pub struct LoadBalancer {
        /// Servers.
        servers: Vec<Server> => "servers";
    }
}

object! {
    /// Server.
    pub struct Server ignores ["port"] {
        /// Address: required; host:port.
        address: String => "address";
    }
}

object! {
    /// Weighted.
    pub struct Weighted {
        /// Services.
        services: Vec<WeightedService> => "services";
    }
}

object! {
    /// WeightedService.
    pub struct WeightedService {
        /// Name: required.
        name: String => "name" [refers = Kind::UdpService, required];
        /// Weight. Default: `1`.
        weight: i64 => "weight" [default = "1"];
    }
}
