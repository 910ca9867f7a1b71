using MiniKube.Api.Names;
using MiniKube.Client.Kubeconfigs;

namespace MiniKube.Client.Api;

/// <summary>Clients as service accounts, by tokens that a kubeconfig's identity asks for. They share one connection and live as long as this.</summary>
public sealed class ServiceAccountClients : IDisposable
{
    private readonly IApiClient _issuer;
    private readonly HttpMessageInvoker _connection;
    private readonly Uri _server;
    private readonly string _userAgent;
    private readonly TimeProvider _time;
    private readonly List<IDisposable> _owned = [];

    /// <param name="config">Where the server is and how it proves itself.</param>
    /// <param name="issuer">Asks for tokens, and makes accounts that are missing.</param>
    /// <param name="userAgent">What the clients call themselves.</param>
    /// <param name="time">Tells when tokens end.</param>
    public ServiceAccountClients(Kubeconfig config, IApiClient issuer, string userAgent, TimeProvider time)
    {
        _issuer = issuer;
        _connection = ApiClientFactory.ConnectAnonymously(config);
        _server = config.Server;
        _userAgent = userAgent;
        _time = time;
    }

    /// <summary>A client as the account. Nothing is asked for before its first request.</summary>
    public IApiClient For(NamespacedName account)
    {
        var handler = new ServiceAccountHandler(new ServiceAccountTokens(_issuer, account, _time), _connection);
        _owned.Add(handler);
        return ApiClientFactory.FromHandler(handler, _server, _userAgent, _time);
    }

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _connection.Dispose();
    }
}
