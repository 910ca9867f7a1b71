using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>Answers the questions that programs put to <c>authorizer</c>.</summary>
public abstract class CelAuthorizer
{
    /// <summary>Asks whether the user of the request, or a service account, may do something.</summary>
    public abstract AccessDecision Check(AccessQuestion question);

    /// <summary>The authorizer as the value of a variable.</summary>
    public CelValue AsValue() => new AuthorizerValue(this, new AccessQuestion(), AuthorizerFunctions.Authorizer);

    /// <summary>The authorizer with its question about one resource, as <c>authorizer.requestResource</c> is.</summary>
    public CelValue AsValue(AccessQuestion resource) => new AuthorizerValue(this, resource, AuthorizerFunctions.ResourceCheck);
}
