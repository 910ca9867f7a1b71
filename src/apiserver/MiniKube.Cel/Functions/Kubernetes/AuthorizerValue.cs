using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>An authorizer with what is known of the question so far.</summary>
internal sealed class AuthorizerValue(CelAuthorizer authorizer, AccessQuestion question, CelType type) : CelOpaque
{
    public CelAuthorizer Authorizer => authorizer;

    public AccessQuestion Question => question;

    public override CelType Type => type;

    public AuthorizerValue With(AccessQuestion asked, CelType known) => new(authorizer, asked, known);

    public override bool IsEqualTo(CelOpaque other) => other is AuthorizerValue one && one.Question == question;
}
