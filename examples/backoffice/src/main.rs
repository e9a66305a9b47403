//! Runs the back office: `cargo run -p backoffice`.

#[tokio::main]
async fn main() -> fab::Result<()> {
    backoffice::app().run().await
}
