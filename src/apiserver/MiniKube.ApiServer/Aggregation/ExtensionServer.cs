using System.Text;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Services;
using MiniKube.ApiServer.Webhooks;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>An API server that answers for one group and version in this one's place.</summary>
#pragma warning disable CA1001 // Lives as long as requests use it; idle connections close by themselves after a minute.
internal sealed class ExtensionServer
#pragma warning restore CA1001
{
    private const int MarkBytes = 16;

    private readonly string _mark;

    /// <param name="version">What it serves.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="services">Finds it.</param>
    /// <param name="certificates">Has what this server presents to it.</param>
    /// <param name="surroundings">Time, and chance for the mark between header lines.</param>
    public ExtensionServer(
        GroupVersion version, WebhookAddress address, ServiceResolver services, ClusterCertificates certificates, ApiServerServices surroundings)
    {
        Version = version;
        Address = address;
        var handler = ServerHandler.For(address, services, surroundings.Time);
        var mark = new byte[MarkBytes];
        surroundings.Random.Fill(mark);
        _mark = Convert.ToHexString(mark);
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8;
        handler.PlaintextStreamFilter = (context, _) => new(new HeaderLineStream(context.PlaintextStream, Encoding.ASCII.GetBytes(_mark)));
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificates.FrontProxyClient.ToCertificate();
        Client = new HttpMessageInvoker(handler);
    }

    /// <summary>Adds a header with a line for each value.</summary>
    public void AddLines(HttpRequestMessage message, string name, IEnumerable<string> values) =>
        message.Headers.TryAddWithoutValidation(name, string.Join($"{_mark}{name}: ", values));

    public GroupVersion Version { get; }

    public WebhookAddress Address { get; }

    /// <summary>By which it is found.</summary>
    public NamespacedName Service => Address.Service!.Value;

    public HttpMessageInvoker Client { get; }

    /// <summary>The last check was passed.</summary>
    public bool IsAvailable { get; set; }
}
