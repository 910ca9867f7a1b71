using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>An update or apply that makes the object needs the right to create, as upstream: the right to change does not imply it.</summary>
internal sealed class CreateRight(IAuthorizer authorizer)
{
    public RegistryRequest AskedFor(RegistryRequest write, EndpointRequest request) =>
        write with { BeforeCreate = cancellationToken => CheckAsync(request, cancellationToken) };

    /// <exception cref="ApiException">403: the caller may not.</exception>
    private async ValueTask CheckAsync(EndpointRequest request, CancellationToken cancellationToken)
    {
        var asked = AttributesRecord.For(request.Http.Caller, request.Info) with { Verb = "create" };
        var decision = await authorizer.AuthorizeAsync(asked, cancellationToken);
        if (!decision.IsAllowed)
        {
            throw Refusal.Of(asked, decision.Reason);
        }
    }
}
