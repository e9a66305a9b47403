//! Snapshot: choice.

const _: () = {
    use ::fab::__private::choice as __fab;
    #[automatically_derived]
    impl __fab::Choice for State {
        const CHOICES: &'static [__fab::ChoiceMeta] = &[
            __fab::ChoiceMeta {
                value: "open",
                label: "Open",
                tone: __fab::Tone::Neutral,
            },
            __fab::ChoiceMeta {
                value: "in_progress",
                label: "In progress",
                tone: __fab::Tone::Neutral,
            },
            __fab::ChoiceMeta {
                value: "DONE",
                label: "All done",
                tone: __fab::Tone::Success,
            },
        ];
        fn as_str(self) -> &'static __fab::str {
            match self {
                Self::Open => "open",
                Self::InProgress => "in_progress",
                Self::Done => "DONE",
            }
        }
        fn from_text(__fab_text: &__fab::str) -> __fab::Option<Self> {
            match __fab_text {
                "open" => __fab::Option::Some(Self::Open),
                "in_progress" => __fab::Option::Some(Self::InProgress),
                "DONE" => __fab::Option::Some(Self::Done),
                _ => __fab::Option::None,
            }
        }
    }
    #[automatically_derived]
    impl __fab::FieldType for State {
        const META: __fab::TypeMeta = __fab::choice_meta::<Self>();
        fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
            __fab::store_choice(*self, __fab_out);
        }
        fn load(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::load_choice(__fab_values)
        }
    }
    #[automatically_derived]
    impl __fab::Wipe for State {
        fn wipe(&mut self) {
            __fab::wipe_choice(self);
        }
        fn same(&self, __fab_other: &Self) -> __fab::bool {
            __fab::same_choice(*self, *__fab_other)
        }
    }
};
