using System.Net;

namespace MiniKube.Client.Tests.Fakes;

internal sealed class FakeFault(Func<HttpRequestMessage, bool> match, HttpStatusCode code, string reason, int times)
{
    private int _left = times;

    public HttpStatusCode Code { get; } = code;

    public string Reason { get; } = reason;

    public bool Takes(HttpRequestMessage request) => _left > 0 && match(request) && _left-- > 0;
}
