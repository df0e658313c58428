//! Random documents, random edits, and the laws that hold of them.

use proptest::prelude::*;

use crate::support::laws;

proptest! {
    // The fuzz loop looks for the rare; here every run looks at enough of the common.
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_edit_is_proved_keeps_what_it_does_not_name_and_can_be_taken_back(
        bytes in prop::collection::vec(any::<u8>(), 0..500),
    ) {
        laws::hold_for_anything(&bytes);
    }

    #[test]
    fn small_documents_obey_too(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        laws::hold_for_anything(&bytes);
    }
}
