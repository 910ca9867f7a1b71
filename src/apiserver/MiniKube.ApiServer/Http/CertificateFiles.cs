using System.Collections.Immutable;

namespace MiniKube.ApiServer.Http;

/// <summary>A certificate with its chain and its key, in PEM files that are read again when they change.</summary>
/// <param name="CertificateFile">The server's own certificate first.</param>
/// <param name="KeyFile">Its private key.</param>
/// <param name="Names">The names that it is for, <c>*.example.com</c> too; empty for those that it bears.</param>
public sealed record CertificateFiles(string CertificateFile, string KeyFile, ImmutableArray<string> Names);
