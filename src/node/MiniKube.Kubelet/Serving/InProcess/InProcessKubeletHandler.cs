using Microsoft.AspNetCore.Http;

namespace MiniKube.Kubelet.Serving.InProcess;

/// <summary>Carries requests to a node in the same process. Answers stream; disposing of one ends the request.</summary>
internal sealed class InProcessKubeletHandler(Func<HttpContext, CancellationToken, Task> serve) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var exchange = new InProcessExchange(request);
        using (cancellationToken.UnsafeRegister(static state => ((InProcessExchange)state!).Abort(), exchange))
        {
            exchange.Start(serve);
            return await exchange.Response.WaitAsync(cancellationToken);
        }
    }
}
