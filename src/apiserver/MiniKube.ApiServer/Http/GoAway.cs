using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Determinism;

namespace MiniKube.ApiServer.Http;

/// <summary>
/// Tells clients by chance to open a new connection (HTTP/2 GOAWAY), so that those behind a load balancer spread over servers that came later.
/// What is under way on the old connection goes on.
/// </summary>
internal sealed class GoAway(double chance, IRandomSource random)
{
    private const int Steps = 1_000_000;

    private readonly int _within = (int)Math.Round(chance * Steps);

    public void Consider(HttpContext context)
    {
        if (_within > 0 && HttpProtocol.IsHttp2(context.Request.Protocol) && random.Next(Steps) < _within)
        {
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }
}
