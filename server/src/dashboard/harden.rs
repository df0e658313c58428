//! Protects the memory of this process: it holds sign-in codes, sessions and the configuration that was read.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Disables core dumps, and inspection by other processes of this user. If the system refuses this, the dashboard
/// starts anyway.
pub(super) fn disable_core_dumps() {
    // The hard limit stays: the browser that the dashboard opens inherits it and may need dumps of its own.
    setrlimit(Resource::Core, Rlimit { current: Some(0), ..getrlimit(Resource::Core) }).ok();
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable).ok();
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, dumpable_behavior};

    use super::*;

    #[test]
    fn t49_core_dumps_and_inspection_are_disabled() {
        disable_core_dumps();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
