using Microsoft.AspNetCore.Http;

namespace MiniKube.ApiServer.Http;

/// <summary>
/// Answers requests for resources that are authenticated, authorized and name a served resource. Refuses by <see cref="Api.Errors.ApiException"/>.
/// </summary>
internal interface IResourceEndpoints
{
    Task HandleAsync(HttpContext context, RequestInfo request);

    /// <summary>The server is about to stop: nobody is to be sent to it any more.</summary>
    ValueTask LeaveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Lets admission have its say about a connection that somebody else answers: exec, attach, port-forward, proxy.</summary>
    ValueTask AdmitConnectionAsync(HttpContext context, RequestInfo request) => ValueTask.CompletedTask;
}
