//! Snapshot: admin model composite key.

const _: () = {
    use crate::__private::model as __fab;
    const __FAB_FIELDS: &[__fab::FieldMeta] = &[
        __fab::FieldMeta::new("order", "Order", <i64 as __fab::FieldType>::META)
            .key(true),
        __fab::FieldMeta::new("line", "Line", <i32 as __fab::FieldType>::META).key(true),
    ];
    static __FAB_META: __fab::ModelMeta = __fab::ModelMeta::new(
            "order_line",
            "order_lines",
            "order-lines",
            __FAB_FIELDS,
        )
        .label("Order line")
        .plural("Order lines");
    const _: () = __fab::check::key(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<i64 as __fab::FieldType>::META);
    const _: () = __fab::check::key(&<i32 as __fab::FieldType>::META);
    const _: () = __fab::check::open(&<i32 as __fab::FieldType>::META);
    const _: () = __fab::check::columns(__FAB_FIELDS);
    #[automatically_derived]
    impl __fab::Model for OrderLine {
        type Key = (i64, i32);
        const NAME: &'static __fab::str = "order_line";
        fn meta() -> &'static __fab::ModelMeta {
            &__FAB_META
        }
        fn get(
            &self,
            __fab_index: __fab::usize,
            __fab_out: &mut __fab::Vec<__fab::Value>,
        ) {
            match __fab_index {
                0 => <i64 as __fab::FieldType>::store(&self.order, __fab_out),
                1 => <i32 as __fab::FieldType>::store(&self.line, __fab_out),
                _ => {}
            }
        }
        fn build(
            __fab_values: &mut __fab::Values<'_>,
        ) -> __fab::Result<Self, __fab::LoadError> {
            __fab::Result::Ok(Self {
                order: <i64 as __fab::FieldType>::load(__fab_values)?,
                line: <i32 as __fab::FieldType>::load(__fab_values)?,
            })
        }
    }
};
