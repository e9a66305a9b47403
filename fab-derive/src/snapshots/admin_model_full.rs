//! Snapshot: admin model full.

const _: () = {
    use ::fab::__private::model as __fab;
    #[allow(unused_imports)]
    use __fab::AsJson as _;
    const __FAB_FIELDS: &[__fab::FieldMeta] = &[
        __fab::FieldMeta::new("id", "ID", <Uuid as __fab::FieldType>::META)
            .key(true)
            .default(|| {
                let __fab_default: Uuid = Uuid::now_v7();
                __fab::value_of(&__fab_default)
            }),
        __fab::FieldMeta::new("name", "Called", <String as __fab::FieldType>::META)
            .unique(true)
            .search(true)
            .help("What people call them.")
            .column("full_name")
            .pattern("[A-Z].*"),
        __fab::FieldMeta::new("country", "Country", <Country as __fab::FieldType>::META)
            .filter(true)
            .default(|| {
                let __fab_default: Country = Country::De;
                __fab::value_of(&__fab_default)
            }),
        __fab::FieldMeta::new(
                "type",
                "Type",
                <Option<std::string::String> as __fab::FieldType>::META,
            )
            .placeholder("name@example.com")
            .format(__fab::Format::Email),
        __fab::FieldMeta::new("score", "Score", <f64 as __fab::FieldType>::META)
            .min(__fab::Bound::Int(0))
            .max(__fab::Bound::Float(99.5))
            .widget(__fab::WidgetKind::Number)
            .default(|| __fab::literal(
                &<f64 as __fab::FieldType>::META,
                &__fab::Bound::Int(1),
            )),
        __fab::FieldMeta::new("rate", "Rate", <Decimal as __fab::FieldType>::META)
            .min(__fab::Bound::Text("0.0001"))
            .scale(4)
            .default(|| __fab::literal(
                &<Decimal as __fab::FieldType>::META,
                &__fab::Bound::Text("1.5"),
            )),
        __fab::FieldMeta::new(
            "parent",
            "Parent",
            <Option<ForeignKey<Customer>> as __fab::FieldType>::META,
        ),
        __fab::FieldMeta::new("since", "Since", <NaiveDate as __fab::FieldType>::META)
            .index(true)
            .list(false)
            .show(true)
            .add(true)
            .edit(false),
        __fab::FieldMeta::new("place", "Place", __fab::Opaque::<GeoPoint>::META)
            .opaque(true),
        __fab::FieldMeta::new("changes", "Changes", <i64 as __fab::FieldType>::META)
            .version(true),
    ];
    static __FAB_META: __fab::ModelMeta = __fab::ModelMeta::new(
            "customer",
            "clients",
            "customers",
            __FAB_FIELDS,
        )
        .label("Customer")
        .plural("Customers")
        .help("Someone who buys from us.")
        .menu("Sales")
        .icon("people")
        .order(
            &[
                __fab::OrderMeta {
                    field: "since",
                    descending: true,
                },
                __fab::OrderMeta {
                    field: "name",
                    descending: false,
                },
            ],
        )
        .page_size(25)
        .title(&["name"])
        .list(&["name", "country"])
        .fieldsets(
            &[
                __fab::Fieldset {
                    label: "Person",
                    fields: &["name", "country"],
                },
            ],
        )
        .verbs(&[__fab::Verb::List, __fab::Verb::Show])
        .step_up(&[__fab::Verb::Show]);
    const _: () = __fab::check::key(&<Uuid as __fab::FieldType>::META);
    const _: () = __fab::check::default_expression(&<Uuid as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<Uuid as __fab::FieldType>::META);
    const _: () = __fab::check::unique(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::search(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::pattern(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::order(&<String as __fab::FieldType>::META);
    const _: () = __fab::check::filter(&<Country as __fab::FieldType>::META);
    const _: () = __fab::check::default_expression(&<Country as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<Country as __fab::FieldType>::META);
    const _: () = __fab::check::format(
        &<Option<std::string::String> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::open(
        &<Option<std::string::String> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::min(
        &<f64 as __fab::FieldType>::META,
        __fab::Bound::Int(0),
    );
    const _: () = __fab::check::max(
        &<f64 as __fab::FieldType>::META,
        __fab::Bound::Float(99.5),
    );
    const _: () = __fab::check::widget(
        &<f64 as __fab::FieldType>::META,
        __fab::WidgetKind::Number,
    );
    const _: () = __fab::check::default(
        &<f64 as __fab::FieldType>::META,
        __fab::Bound::Int(1),
    );
    const _: () = __fab::check::open(&<f64 as __fab::FieldType>::META);
    const _: () = __fab::check::min(
        &<Decimal as __fab::FieldType>::META,
        __fab::Bound::Text("0.0001"),
    );
    const _: () = __fab::check::scale(&<Decimal as __fab::FieldType>::META);
    const _: () = __fab::check::default(
        &<Decimal as __fab::FieldType>::META,
        __fab::Bound::Text("1.5"),
    );
    const _: () = __fab::check::open(&<Decimal as __fab::FieldType>::META);
    const _: () = __fab::check::open(
        &<Option<ForeignKey<Customer>> as __fab::FieldType>::META,
    );
    const _: () = __fab::check::index(&<NaiveDate as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<NaiveDate as __fab::FieldType>::META);
    const _: () = __fab::check::order(&<NaiveDate as __fab::FieldType>::META);
    const _: () = __fab::check::open(&__fab::Opaque::<GeoPoint>::META);
    const _: () = __fab::check::version(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::columns(__FAB_FIELDS);
    #[automatically_derived]
    impl __fab::Model for Customer {
        type Key = Uuid;
        const NAME: &'static __fab::str = "customer";
        fn meta() -> &'static __fab::ModelMeta {
            &__FAB_META
        }
        fn get(
            &self,
            __fab_index: __fab::usize,
            __fab_out: &mut __fab::Vec<__fab::Value>,
        ) {
            match __fab_index {
                0 => <Uuid as __fab::FieldType>::store(&self.id, __fab_out),
                1 => <String as __fab::FieldType>::store(&self.name, __fab_out),
                2 => <Country as __fab::FieldType>::store(&self.country, __fab_out),
                3 => {
                    <Option<
                        std::string::String,
                    > as __fab::FieldType>::store(&self.r#type, __fab_out)
                }
                4 => <f64 as __fab::FieldType>::store(&self.score, __fab_out),
                5 => <Decimal as __fab::FieldType>::store(&self.rate, __fab_out),
                6 => {
                    <Option<
                        ForeignKey<Customer>,
                    > as __fab::FieldType>::store(&self.parent, __fab_out)
                }
                7 => <NaiveDate as __fab::FieldType>::store(&self.since, __fab_out),
                8 => (__fab::Opaque::<GeoPoint>::codec().store)(&self.place, __fab_out),
                9 => <i64 as __fab::FieldType>::store(&self.changes, __fab_out),
                _ => {}
            }
        }
        fn build(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::Result::Ok(Self {
                id: <Uuid as __fab::FieldType>::load(__fab_values)?,
                name: <String as __fab::FieldType>::load(__fab_values)?,
                country: <Country as __fab::FieldType>::load(__fab_values)?,
                r#type: <Option<
                    std::string::String,
                > as __fab::FieldType>::load(__fab_values)?,
                score: <f64 as __fab::FieldType>::load(__fab_values)?,
                rate: <Decimal as __fab::FieldType>::load(__fab_values)?,
                parent: <Option<
                    ForeignKey<Customer>,
                > as __fab::FieldType>::load(__fab_values)?,
                since: <NaiveDate as __fab::FieldType>::load(__fab_values)?,
                place: (__fab::Opaque::<GeoPoint>::codec().load)(__fab_values)?,
                changes: <i64 as __fab::FieldType>::load(__fab_values)?,
                draft: <Draft as __fab::Skipped>::fresh(),
            })
        }
    }
};
