using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Audit;

/// <summary>The server that a kubeconfig's current context names, and how it is spoken to.</summary>
internal sealed class AuditWebhookTarget : IDisposable
{
    private AuditWebhookTarget(Uri url, HttpMessageInvoker http, AuthenticationHeaderValue? authorization)
    {
        Url = url;
        Http = http;
        Authorization = authorization;
    }

    public Uri Url { get; }

    public HttpMessageInvoker Http { get; }

    public AuthenticationHeaderValue? Authorization { get; }

    /// <exception cref="InvalidDataException">The file cannot be read or does not name a server that can be reached with what it has.</exception>
    public static AuditWebhookTarget Open(string path)
    {
        var root = new ConfigurationNode(ConfigurationFile.Tree(path, ConfigurationFile.Load(path)), "", []);
        var context = Named(root, "contexts", root.Text("current-context"), "context");
        var cluster = Named(root, "clusters", context?.Text("cluster") ?? "", "cluster");
        var user = Named(root, "users", context?.Text("user") ?? "", "user");
        if (cluster is null || !Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException($"{path}: the current context names no cluster with a server's URL");
        }

        try
        {
            var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
            var http = new HttpMessageInvoker(HandlerFor(cluster, user, directory));
            return new AuditWebhookTarget(url, http, user is null ? null : AuthorizationOf(user, directory));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    public void Dispose() => Http.Dispose();

    private static ConfigurationNode? Named(ConfigurationNode root, string list, string name, string member) =>
        root.Children(list).FirstOrDefault(each => name.Length > 0 && each.Text("name") == name)?.Child(member);

    private static SocketsHttpHandler HandlerFor(ConfigurationNode cluster, ConfigurationNode? user, string directory)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (cluster.TextOrNull("tls-server-name") is { Length: > 0 } name)
        {
            handler.SslOptions.TargetHost = name;
        }

        if (cluster.Flag("insecure-skip-tls-verify") == true)
        {
#pragma warning disable CA5359 // The operator asked for it.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (Read(cluster, "certificate-authority", directory) is { } authority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(authority);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        if (user is not null && Read(user, "client-certificate", directory) is { } certificate && Read(user, "client-key", directory) is { } key)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), null, offline: true);
        }

        return handler;
    }

    private static AuthenticationHeaderValue? AuthorizationOf(ConfigurationNode user, string directory)
    {
        if (user.TextOrNull("tokenFile") is { Length: > 0 } file)
        {
            return new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(directory, file)).Trim());
        }

        if (user.Text("token") is { Length: > 0 } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }

        var name = user.Text("username");
        return name.Length == 0 ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Text("password")}")));
    }

    /// <summary>PEM from <c>name-data</c>, or from the file that <c>name</c> names, beside the kubeconfig unless it is absolute.</summary>
    private static string? Read(ConfigurationNode node, string name, string directory) =>
        node.Text($"{name}-data") is { Length: > 0 } inline ? Encoding.UTF8.GetString(Convert.FromBase64String(inline))
        : node.Text(name) is { Length: > 0 } file ? File.ReadAllText(Path.Combine(directory, file))
        : null;
}
