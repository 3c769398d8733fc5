//! What is built: the design and its requirements, environments, components, integrations, access.

use super::{Common, DesignStatus, Priority};
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Cause, Date, Duration, GuidePath, Name, Port, Reference, Text};
use std::sync::Arc;

shapes! {
    /// What is built, and what it must meet.
    pub struct Design("design") {
        /// The guide beside the file that describes it.
        document: Option<Spanned<GuidePath>>;
        /// Where it stands.
        status: Option<Spanned<DesignStatus>>;
        /// What it must meet.
        requirements: Vec<Arc<Requirement>>;
        ..common: Common;
    }

    /// What the design must meet.
    pub struct Requirement("requirement", kind Requirement, short title) {
        /// Its name in references.
        id: Name;
        /// What it is about.
        title: Text;
        /// What the trial had.
        trial: Option<Text>;
        /// What production needs.
        production: Option<Text>;
        /// How much it matters.
        priority: Option<Spanned<Priority>>;
        /// What shows that it is met.
        verified_by: Vec<Spanned<Reference>>;
        ..common: Common;
    }

    /// A place where the software runs.
    pub struct Environment("environment", kind Environment, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Option<Text>;
        /// What it is for: production, staging, trial...
        stage: Option<Text>;
        /// Its address.
        url: Option<Text>;
        /// What it runs on.
        platform: Option<Text>;
        /// How large it is.
        sizing: Keyed<Text>;
        /// Ways in and out.
        network: Option<Network>;
        /// How long it may be down.
        rto: Option<Spanned<Duration>>;
        /// How much may be lost.
        rpo: Option<Spanned<Duration>>;
        /// How it is backed up.
        backup: Option<Backup>;
        ..common: Common;
    }

    /// Ways in and out of an environment.
    pub struct Network("network") {
        /// The way out.
        egress: Option<Text>;
        /// The way in.
        ingress: Option<Text>;
        /// The ports that are open.
        ports: Vec<Spanned<Port>>;
        ..common: Common;
    }

    /// How an environment is backed up.
    pub struct Backup("backup") {
        /// When it runs.
        schedule: Option<Text>;
        /// How long it is kept.
        kept: Option<Spanned<Duration>>;
        /// Where it lies.
        location: Option<Text>;
        /// When somebody last restored one.
        restore_tested: Option<Date>;
        ..common: Common;
    }

    /// A part of the software.
    pub struct Component("component", kind Component, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// Its version.
        version: Option<Text>;
        /// Where it runs.
        environment: Option<Name> => names(Environment);
        /// Where one sees that it lives.
        health: Option<Text>;
        /// How to read its logs.
        logs: Option<Text>;
        /// Where its figures are.
        dashboard: Option<Text>;
        /// Who looks after it.
        owner: Option<Name> => names(Person);
        /// What to do when it fails.
        runbooks: Vec<Spanned<GuidePath>>;
        /// How it differs from the design.
        deviation: Option<Text>;
        ..common: Common;
    }

    /// A system that the software talks to.
    pub struct Integration("integration", kind Integration, short title) {
        /// Its name in references.
        id: Name;
        /// What it is called.
        title: Text;
        /// Where the connection begins: a component, or words.
        from: Option<Spanned<Cause>> => names(Component);
        /// Where it leads: a component, or words.
        to: Option<Spanned<Cause>> => names(Component);
        /// What is spoken.
        protocol: Option<Text>;
        /// On which port.
        port: Option<Spanned<Port>>;
        /// How one proves who one is.
        auth: Option<Text>;
        /// What happens when it fails.
        failure: Option<Text>;
        ..common: Common;
    }

    /// A way in for somebody. Never the secret itself.
    pub struct Access("access", kind Access, short system) {
        /// Its name in references.
        id: Name;
        /// Into what.
        system: Text;
        /// As what.
        role: Option<Text>;
        /// Who has it.
        holder: Option<Name> => names(Person);
        /// How one gets it.
        how: Option<Text>;
        /// Where the secret is kept.
        secret_ref: Option<Text>;
        /// When it ends.
        expires: Option<Date>;
        /// When it was taken away.
        revoked: Option<Date>;
        ..common: Common;
    }

    /// Something that ends on a certain day.
    pub struct Expiry("expiry", kind Expiry, short what) {
        /// Its name in references.
        id: Name;
        /// What ends.
        what: Text;
        /// When.
        on: Option<Date> => required;
        /// Who renews it.
        owner: Option<Name> => names(Person);
        /// How.
        runbook: Option<Spanned<GuidePath>>;
        ..common: Common;
    }
}
