//! How is a provider asked? Where to send somebody, and who it was that came back.

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthenticationFlow, AuthorizationCode, Client as Protocol, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    IdTokenClaims, IdTokenFields, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardErrorResponse,
    StandardTokenResponse, TokenResponse as _, UserInfoClaims,
};

use crate::clock::Clock;
use crate::services::http::{Client, ClientSettings, HttpError, Url};
use crate::services::identity::{Errand, IdentityProvider, NotVouched, Person, Said};
use crate::services::oidc::claims::{Others, plain};
use crate::services::oidc::wire::Wire;
use crate::services::oidc::{OidcError, OidcSettings};
use crate::services::resilience::{Circuit, Listener, Repeatable, Retry};

/// What is believed: signatures of keys of which the provider publishes one half. Never `none`, and never the client's
/// secret, which is no key of the provider's.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A token of the far future was made by a clock that is wrong, or by nobody.
const SKEW: TimeDelta = TimeDelta::minutes(5);

type Claims = IdTokenClaims<Others, CoreGenderClaim>;
type Fields = IdTokenFields<
    Others,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Answer = StandardTokenResponse<Fields, CoreTokenType>;
type Session = Protocol<
    Others,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Answer,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A provider of sign-ins by OpenID Connect.
pub struct OidcProvider {
    settings: OidcSettings,
    allowed: ClientSettings,
    client: Client,
    guard: Retry,
    clock: Arc<dyn Clock>,
}

impl OidcProvider {
    /// The provider of these settings. Nothing is asked before somebody wants to sign in.
    ///
    /// # Errors
    ///
    /// When the issuer is no address, or the other settings are none.
    pub fn new(
        settings: OidcSettings,
        clock: Arc<dyn Clock>,
        listeners: Vec<Arc<dyn Listener>>,
    ) -> Result<Self, OidcError> {
        let allowed = settings.client()?;
        let client = Client::new(allowed.clone())?;
        let name = format!("oidc.{}", settings.name);
        let guard = settings.guard.guard(name, Arc::clone(&clock), listeners)?;
        Ok(Self { settings, allowed, client, guard, clock })
    }

    /// Who it is.
    pub fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// The circuit of the provider, for [`Circuits`](crate::services::resilience::Circuits).
    pub const fn circuit(&self) -> &Circuit {
        self.guard.circuit()
    }

    /// Where somebody is sent to sign in.
    ///
    /// # Errors
    ///
    /// When the provider does not answer, or is not who it should be.
    pub async fn depart(&self, errand: &Errand) -> Result<String, OidcError> {
        let session = self.session(errand).await?;
        let (state, nonce) = (errand.state.clone(), errand.nonce.clone());
        let verifier = PkceCodeVerifier::new(errand.verifier.clone());
        let request = session
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                move || CsrfToken::new(state),
                move || Nonce::new(nonce),
            )
            .add_scopes(self.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        Ok(request.url().0.to_string())
    }

    /// Who it was that came back with `code`.
    ///
    /// # Errors
    ///
    /// When the provider does not take the code, does not answer, or its token is not valid.
    pub async fn arrive(&self, errand: &Errand, code: &str) -> Result<Person, OidcError> {
        let session = self.session(errand).await?;
        // A code is good once: it is not sent again.
        let answer = self.guard.once(self.exchange(&session, errand, code)).await?;
        let token = answer.id_token().ok_or(OidcError::Token { what: "missing" })?;
        let (clock, latest) = (Arc::clone(&self.clock), self.clock.now() + SKEW);
        let verifier = session
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || clock.now())
            .set_issue_time_verifier_fn(move |issued| {
                if issued > latest { Err("issued in the future".to_owned()) } else { Ok(()) }
            });
        let claims = token.claims(&verifier, &Nonce::new(errand.nonce.clone()))?;
        let ours = claims.authorized_party().is_none_or(|party| **party == self.settings.client_id);
        if !ours {
            return Err(OidcError::Token { what: "audience" });
        }
        let person = self.person(claims);
        if person.username.is_some() && claims.additional_claims().texts(self.claim()).is_some() {
            return Ok(person);
        }
        self.told_apart(&session, &answer, claims, person).await
    }

    fn claim(&self) -> &str {
        &self.settings.groups_claim
    }

    /// Reads what the provider says of itself, and its keys: anew, so that keys may change at any time.
    async fn session(&self, errand: &Errand) -> Result<Session, OidcError> {
        let metadata =
            self.guard.repeat(Repeatable::Idempotent, || Box::pin(self.discover())).await?;
        let secret = self.settings.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose().clone()));
        let id = ClientId::new(self.settings.client_id.clone());
        let redirect = RedirectUrl::new(errand.redirect.clone());
        let redirect = redirect.map_err(|_| OidcError::Settings)?;
        Ok(Session::from_provider_metadata(metadata, id, secret).set_redirect_uri(redirect))
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, OidcError> {
        let issuer = IssuerUrl::new(self.settings.issuer.clone());
        let issuer = issuer.map_err(|_| OidcError::Settings)?;
        let wire = Wire(&self.client);
        let metadata = CoreProviderMetadata::discover_async(issuer, &wire).await;
        let metadata = metadata.map_err(unreadable)?;
        let page = metadata.authorization_endpoint().url().as_str();
        // Nobody is sent to a page that could be read on the way, or to one of somebody else.
        let allowed = Url::try_from(page).is_ok_and(|url| self.allowed.check(&url).is_ok());
        if allowed { Ok(metadata) } else { Err(OidcError::Document { what: "its sign-in page" }) }
    }

    async fn exchange(
        &self,
        session: &Session,
        errand: &Errand,
        code: &str,
    ) -> Result<Answer, OidcError> {
        let request = session
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| OidcError::Document { what: "no token endpoint" })?
            .set_pkce_verifier(PkceCodeVerifier::new(errand.verifier.clone()));
        let wire = Wire(&self.client);
        request.request_async(&wire).await.map_err(|error| match error {
            RequestTokenError::Request(error) => OidcError::Http(error),
            RequestTokenError::ServerResponse(said) => {
                OidcError::Code { code: said.error().as_ref().chars().take(60).collect() }
            }
            RequestTokenError::Parse(..) => OidcError::Token { what: "form" },
            RequestTokenError::Other(_) => OidcError::Document { what: "its token" },
        })
    }

    /// The person of a token that is valid.
    fn person(&self, claims: &Claims) -> Person {
        let of = |text: Option<&str>| text.and_then(plain);
        let verified = claims.email_verified() == Some(true);
        let email = claims.email().filter(|_| verified).map(|email| email.as_str());
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let methods = claims.auth_method_refs().into_iter().flatten();
        Person {
            issuer: self.settings.issuer.clone(),
            subject: claims.subject().to_string(),
            username: of(claims.preferred_username().map(|name| name.as_str())),
            name: of(name),
            verified_email: of(email),
            groups: claims.additional_claims().texts(self.claim()).unwrap_or_default(),
            methods: methods.map(|method| method.to_string()).collect(),
            class: claims.auth_context_ref().map(|class| class.to_string()),
        }
    }

    /// What the token leaves out, as the provider tells it to who holds the access token.
    async fn told_apart(
        &self,
        session: &Session,
        answer: &Answer,
        claims: &Claims,
        mut person: Person,
    ) -> Result<Person, OidcError> {
        let ask = async || {
            let subject = claims.subject().clone();
            let request = session.user_info(answer.access_token().clone(), Some(subject));
            // Not every provider has such a page.
            let Ok(request) = request else { return Ok(None) };
            let wire = Wire(&self.client);
            let told: Result<UserInfoClaims<Others, CoreGenderClaim>, _> =
                request.request_async(&wire).await;
            told.map(Some).map_err(|error| match error {
                openidconnect::UserInfoError::Request(error) => OidcError::Http(error),
                openidconnect::UserInfoError::ClaimsVerification(error) => error.into(),
                _ => OidcError::Document { what: "what it says of a person" },
            })
        };
        let Some(told) = self.guard.repeat(Repeatable::Idempotent, || Box::pin(ask())).await?
        else {
            return Ok(person);
        };
        let of = |text: Option<&str>| text.and_then(plain);
        let name = told.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let username = of(told.preferred_username().map(|name| name.as_str()));
        person.username = person.username.or(username);
        person.name = person.name.or_else(|| of(name));
        if told.email_verified() == Some(true) {
            let email = told.email().map(|email| email.as_str());
            person.verified_email = person.verified_email.or_else(|| of(email));
        }
        if person.groups.is_empty() {
            person.groups = told.additional_claims().texts(self.claim()).unwrap_or_default();
        }
        Ok(person)
    }
}

fn unreadable(error: DiscoveryError<HttpError>) -> OidcError {
    match error {
        DiscoveryError::Request(error) => OidcError::Http(error),
        DiscoveryError::Response(status, ..) if !status.is_success() => {
            OidcError::Status { status: status.as_u16() }
        }
        DiscoveryError::Validation(_) => OidcError::Document { what: "it is another issuer" },
        DiscoveryError::UrlParse(_) => OidcError::Settings,
        _ => OidcError::Document { what: "it cannot be read" },
    }
}

impl IdentityProvider for OidcProvider {
    fn depart<'a>(&'a self, errand: &'a Errand) -> Said<'a, String> {
        Box::pin(async move { Self::depart(self, errand).await.map_err(|error| told(&error)) })
    }

    fn arrive<'a>(&'a self, errand: &'a Errand, code: &'a str) -> Said<'a, Person> {
        Box::pin(
            async move { Self::arrive(self, errand, code).await.map_err(|error| told(&error)) },
        )
    }
}

fn told(error: &OidcError) -> NotVouched {
    tracing::warn!(%error, "a provider vouches for nobody");
    NotVouched { reason: error.reason(), passing: error.is_passing() }
}

impl fmt::Debug for OidcProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OidcProvider").field("settings", &self.settings).finish_non_exhaustive()
    }
}
