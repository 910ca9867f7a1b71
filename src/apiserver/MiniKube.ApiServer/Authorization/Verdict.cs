namespace MiniKube.ApiServer.Authorization;

/// <summary>What an authorizer says; the default is that it does not know.</summary>
public enum Verdict
{
    /// <summary>The next authorizer is asked; when all say so the request is refused.</summary>
    NoOpinion,
    Allow,

    /// <summary>Nobody else is asked.</summary>
    Deny,
}
