using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MiniKube.ApiServer.Certificates;

namespace MiniKube.Hosting.Nodes.Identity;

/// <summary>What a node in the process of its control plane shows to callers: the authority is at hand, which makes it anew in time.</summary>
internal sealed class LocalServing(ClusterCertificates certificates, string nodeName, ImmutableArray<IPAddress> addresses) : IDisposable
{
    private readonly Lock _gate = new();
    private KeyedCertificate? _pair;
    private X509Certificate2? _current;

    public X509Certificate2 Current()
    {
        var pair = certificates.KubeletServing(nodeName, addresses);
        lock (_gate)
        {
            if (_current is null || _pair != pair)
            {
                // A handshake may still use the last one, which is left to the collector: it is one a year.
                (_pair, _current) = (pair, pair.ToCertificate());
            }

            return _current;
        }
    }

    public void Dispose() => _current?.Dispose();
}
