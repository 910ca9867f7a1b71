using System.Text;

namespace MiniKube.ApiServer.Tests.Authorization.Attacks;

/// <summary>A request as an attacker writes it.</summary>
internal sealed record Attack(string Path, string Method = "GET")
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string? ContentEncoding { get; init; }

    public static Attack Post(string path, string body, string contentType = "application/json") =>
        new(path, "POST") { Body = Encoding.UTF8.GetBytes(body), ContentType = contentType };
}
