using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.SubresourceProxy;

/// <summary>What a proxy request names: <c>name</c>, <c>name:port</c> or <c>scheme:name:port</c>.</summary>
/// <param name="Scheme"><c>http</c>, <c>https</c>, or empty for what is usual.</param>
/// <param name="Name">Of the pod, service or node.</param>
/// <param name="Port">A number, for services also a name; empty for what is usual.</param>
internal readonly record struct ProxyName(string Scheme, string Name, string Port)
{
    public string SchemeOrHttp => Scheme.Length > 0 ? Scheme : "http";

    public int? PortNumber => ushort.TryParse(Port, out var number) && number > 0 ? number : null;

    /// <exception cref="ApiException">400: it is none of the three.</exception>
    public static ProxyName Parse(string kind, string text)
    {
        ProxyName? name = text.Split(':') switch
        {
            [var alone] => new ProxyName("", alone, ""),
            [var before, var port] => new ProxyName("", before, port),
            [var scheme and ("" or "http" or "https"), var between, var port] => new ProxyName(scheme, between, port),
            _ => null,
        };
        return name is { Name.Length: > 0 } found ? found : throw StatusErrors.BadRequest($"invalid {kind} request \"{text}\"");
    }
}
