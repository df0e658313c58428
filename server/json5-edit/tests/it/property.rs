//! Property tests: random documents and edits must satisfy the invariants.

use proptest::prelude::*;

use crate::support::invariants;

proptest! {
    // The fuzz loop searches for rare cases; this number covers the common ones.
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_edits_are_verified_local_and_reversible(
        bytes in prop::collection::vec(any::<u8>(), 0..500),
    ) {
        invariants::check_bytes(&bytes);
    }

    #[test]
    fn invariants_hold_for_small_documents(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        invariants::check_bytes(&bytes);
    }
}
