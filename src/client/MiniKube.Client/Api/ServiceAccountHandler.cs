using System.Net;
using System.Net.Http.Headers;

namespace MiniKube.Client.Api;

/// <summary>Sends requests as a service account. The connection is shared with others and stays its owner's.</summary>
internal sealed class ServiceAccountHandler(ServiceAccountTokens tokens, HttpMessageInvoker connection) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await connection.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            await tokens.RefuseAsync(token, cancellationToken);
        }

        return response;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            tokens.Dispose();
        }

        base.Dispose(disposing);
    }
}
