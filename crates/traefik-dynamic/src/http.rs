//! HTTP: routers, services, middlewares and servers transports.

mod balancer;
pub(crate) mod middleware;
mod router;
mod service;
mod transport;

pub use self::balancer::{
    Cookie, LoadBalancer, PassiveHealthCheck, ResponseForwarding, Server, ServerHealthCheck, Sticky,
};
pub use self::middleware::*;
pub use self::router::{Domain, Model, Observability, Router, RouterTls};
pub use self::service::{
    ChildHealth, Failover, FailoverErrors, HighestRandomWeight, Mirror, Mirroring, RankedService, Service,
    Weighted, WeightedService,
};
pub use self::transport::{ForwardingTimeouts, ServersTransport, Spiffe};
