using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.InProcess;

/// <summary>
/// Carries requests to the server's pipeline without sockets. Bodies stream both ways, with back-pressure; cancelling the request or
/// disposing the answer ends the request at the server.
/// </summary>
internal sealed class InProcessHandler(RequestDelegate pipeline, UserInfo user, CancellationToken stopped) : HttpMessageHandler
{
    private readonly InProcessCaller _caller = new(user);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (stopped.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The API server in this process has stopped.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var exchange = await InProcessExchange.OpenAsync(request, _caller, cancellationToken);
        using (cancellationToken.UnsafeRegister(static state => ((InProcessExchange)state!).Abort(), exchange))
        {
            exchange.Start(pipeline);
            try
            {
                var response = await exchange.Response;
                response.RequestMessage = request;
                return response;
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }
}
