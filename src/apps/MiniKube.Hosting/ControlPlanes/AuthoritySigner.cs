using System.Collections.Immutable;
using MiniKube.Controllers.Certificates;

namespace MiniKube.Hosting.ControlPlanes;

/// <summary>Signs with the key of an authority, which stays where it is.</summary>
internal sealed class AuthoritySigner(Func<string, ImmutableArray<string>, TimeSpan, string> sign) : ICertificateSigner
{
    public string Sign(string requestPem, ImmutableArray<string> usages, TimeSpan lifetime) => sign(requestPem, usages, lifetime);
}
