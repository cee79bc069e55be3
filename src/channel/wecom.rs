//! WeCom (企业微信): a self-built app, an AI bot by callback or over a connection that we open, and robots of groups.
//!
//! Invariant: whoever is not linked to somebody of ours gets no answer but how to be linked.

#![allow(dead_code, reason = "being written")]

mod api;
mod cards;
mod crypto;
mod markdown;
mod received;
mod text;

/// Makes ring the process's TLS provider; neither reqwest nor the connection brings one.
fn tls() {
    // An error means that another part of the process chose one already.
    drop(rustls::crypto::ring::default_provider().install_default());
}
