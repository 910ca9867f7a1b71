using System.Text;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Authentication.FrontProxy;

/// <summary>The authorities of front proxies, from a file that is followed.</summary>
internal sealed class FrontProxyAuthorities : IAsyncDisposable
{
    private readonly FollowedFile _file;

    /// <exception cref="InvalidDataException">The file cannot be read or holds no certificate.</exception>
    public FrontProxyAuthorities(string path, TimeProvider time, ILogger logger)
    {
        var content = ConfigurationFile.Load(path);
        Trust = new FrontProxyTrust(Encoding.UTF8.GetString(content), time);
        _file = new FollowedFile(path, content, Trust.Replace, time, logger);
    }

    public FrontProxyTrust Trust { get; }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
