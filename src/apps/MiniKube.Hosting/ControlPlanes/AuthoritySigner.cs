using System.Collections.Immutable;
using MiniKube.ApiServer.Certificates;
using MiniKube.Controllers.Certificates;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Signs with the key of the control plane's authority, which stays here.</summary>
internal sealed class AuthoritySigner(ClusterCertificates certificates) : ICertificateSigner
{
    public string Sign(string requestPem, ImmutableArray<string> usages, TimeSpan lifetime) => certificates.SignRequest(requestPem, usages, lifetime);
}
