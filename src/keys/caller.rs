//! Who a request acts as.

use semantic_sql::Principal;

use super::Scope;

/// Who a request acts as, and what it may do.
#[derive(Debug, Clone, PartialEq)]
pub struct Caller {
    /// Whose rights and name count.
    pub principal: Principal,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// How it is known.
    pub via: Via,
    /// The id of the key; of a token, of the key that issued it.
    pub key: Option<String>,
}

/// How a caller is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// It is not: it acts as the local principal.
    Local,
    /// By a key.
    Key,
    /// By an embed token.
    Token,
    /// By a chat program, which vouches for them.
    Chat,
}

impl Via {
    /// Its name in the record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Key => "key",
            Self::Token => "token",
            Self::Chat => "chat",
        }
    }
}

impl Caller {
    /// Whoever needs no key: may do everything, and administer the server where `admin` says so.
    #[must_use]
    pub fn local(principal: Principal, admin: bool) -> Self {
        let all = Scope::ALL.into_iter();
        Self {
            principal,
            scopes: all.filter(|it| admin || *it != Scope::Admin).collect(),
            via: Via::Local,
            key: None,
        }
    }

    /// Somebody of a chat program: asks, and says what they think of answers.
    #[must_use]
    pub fn of_chat(principal: Principal) -> Self {
        Self {
            principal,
            scopes: vec![Scope::Ask, Scope::Feedback],
            via: Via::Chat,
            key: None,
        }
    }

    /// Whether the caller may do it.
    #[must_use]
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}
