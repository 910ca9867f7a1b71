using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Authentication.Jwt;
using MiniKube.ApiServer.Certificates;
using MiniKube.ApiServer.Configuration;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Webhooks;

/// <summary>Where a server is that an operator names by a kubeconfig file, and what is shown to it.</summary>
/// <param name="Url">What is asked.</param>
/// <param name="AuthorityPem">Who vouches for it; empty for the machine's authorities.</param>
internal sealed record KubeconfigServer(Uri Url, string AuthorityPem)
{
    public bool SkipsVerification { get; init; }

    /// <summary>The name that its certificate bears; empty for the URL's host.</summary>
    public string ServerName { get; init; } = "";

    public KeyedCertificate? Certificate { get; init; }

    /// <summary>The value of the header <c>Authorization</c>; empty for none.</summary>
    public string Authorization { get; init; } = "";

    /// <exception cref="InvalidDataException">The file cannot be read, or asks for what is not supported.</exception>
    public static KubeconfigServer Load(string path) => Load(path, Uri.UriSchemeHttps);

    /// <param name="path">The file.</param>
    /// <param name="schemes">Those that its URL may have.</param>
    /// <exception cref="InvalidDataException">The file cannot be read, or asks for what is not supported.</exception>
    public static KubeconfigServer Load(string path, params ReadOnlySpan<string> schemes)
    {
        var file = ConfigurationFile.Tree(path, ConfigurationFile.Load(path));
        var contexts = file.Objects("contexts").ToList();
        var context = (contexts.FirstOrDefault(each => each.Text("name") == file.Text("current-context")) ?? (contexts is [var only] ? only : null)).Child("context");
        var cluster = Named(file, "clusters", context.Text("cluster")).Child("cluster")
            ?? throw new InvalidDataException($"{path}: the current context names no cluster");
        if (!Uri.TryCreate(cluster.Text("server"), UriKind.Absolute, out var url) || !schemes.Contains(url.Scheme))
        {
            throw new InvalidDataException($"{path}: server must be an {schemes[0]} URL");
        }

        var user = Named(file, "users", context.Text("user")).Child("user");
        if (user.Child("exec") is not null || user.Child("auth-provider") is not null)
        {
            throw new InvalidDataException($"{path}: a user by exec or auth-provider is not supported");
        }

        return new KubeconfigServer(url, AuthorityOf(path, cluster))
        {
            SkipsVerification = cluster.Flag("insecure-skip-tls-verify") ?? false,
            ServerName = cluster.Text("tls-server-name"),
            Certificate = CertificateOf(path, user),
            Authorization = AuthorizationOf(path, user),
        };
    }

    /// <summary>Speaks to it: trusts whom the file trusts, and shows what it has.</summary>
    public SocketsHttpHandler Handler(TimeProvider time)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1) };
        if (Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificates = [certificate.ToCertificate()];
        }

        if (ServerName.Length > 0)
        {
            handler.SslOptions.TargetHost = ServerName;
        }

        if (SkipsVerification)
        {
#pragma warning disable CA5359 // The operator asked for it by insecure-skip-tls-verify.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (AuthorityPem.Length > 0)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = PeerTrust.By(AuthorityPem, time);
        }

        return handler;
    }

    /// <summary>Keeps the secrets out of logs.</summary>
    public override string ToString() => Url.ToString();

    private static JsonObject? Named(JsonObject file, string list, string name) => file.Objects(list).FirstOrDefault(each => each.Text("name") == name);

    private static string AuthorityOf(string path, JsonObject cluster)
    {
        var pem = Content(path, cluster, "certificate-authority");
        return pem.Length == 0 || AuthenticationConfigurationReader.HoldsCertificate(pem)
            ? pem
            : throw new InvalidDataException($"{path}: certificate-authority holds no certificate");
    }

    private static KeyedCertificate? CertificateOf(string path, JsonObject? user)
    {
        var pair = new KeyedCertificate(Content(path, user, "client-certificate"), Content(path, user, "client-key"));
        if (pair is { CertificatePem: "", PrivateKeyPem: "" })
        {
            return null;
        }

        try
        {
            using var certificate = pair.ToCertificate();
            return pair;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException($"{path}: client-certificate and client-key are no pair: {error.Message}", error);
        }
    }

    private static string AuthorizationOf(string path, JsonObject? user)
    {
        var token = user.Text("tokenFile") is { Length: > 0 } file ? Encoding.UTF8.GetString(ConfigurationFile.Load(Beside(path, file))).Trim() : user.Text("token");
        return token.Length > 0 ? $"Bearer {token}"
            : user.Text("username").Length == 0 ? ""
            : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Text("username")}:{user.Text("password")}"))}";
    }

    /// <summary>A field's own data, or the file that it names, from where the kubeconfig is.</summary>
    private static string Content(string path, JsonObject? from, string name)
    {
        if (from.Text(name + "-data") is { Length: > 0 } encoded)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(encoded));
            }
            catch (FormatException error)
            {
                throw new InvalidDataException($"{path}: {name}-data is not base64", error);
            }
        }

        return from.Text(name) is { Length: > 0 } file ? Encoding.UTF8.GetString(ConfigurationFile.Load(Beside(path, file))) : "";
    }

    private static string Beside(string path, string file) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, file);
}
