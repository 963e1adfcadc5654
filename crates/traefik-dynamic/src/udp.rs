//! UDP routers and services.

use crate::Kind;
use crate::shape::object;
use crate::texts::Texts;

object! {
    /// Which entry points' UDP packets go to which service. There are no rules: UDP has nothing to match.
    pub struct Router {
        /// Names of the UDP entry points it listens on, from the install configuration. Absent: all of them.
        entry_points: Texts => "entryPoints";
        /// Name of the UDP service that packets go to.
        service: String => "service" [refers = Kind::UdpService];
    }
}

object! {
    /// Where UDP packets end up: exactly one of the types.
    pub struct Service chooses OneType {
        /// Servers.
        load_balancer: Box<LoadBalancer> => "loadBalancer";
        /// Services by weight.
        weighted: Box<Weighted> => "weighted";
    }
}

object! {
    /// Distributes sessions among servers.
    pub struct LoadBalancer {
        /// The servers.
        servers: Vec<Server> => "servers";
    }
}

object! {
    /// One server of a load balancer.
    pub struct Server ignores ["port"] {
        /// The address, as `host:port`. Required.
        address: String => "address";
    }
}

object! {
    /// Distributes sessions among services by weight.
    pub struct Weighted {
        /// The services with their weights.
        services: Vec<WeightedService> => "services";
    }
}

object! {
    /// A service with its weight.
    pub struct WeightedService {
        /// Name of the UDP service.
        name: String => "name" [refers = Kind::UdpService, required];
        /// Its weight; with 0 it gets no sessions. Default: `1`.
        weight: i64 => "weight" [default = "1", range = (0, i32::MAX)];
    }
}
