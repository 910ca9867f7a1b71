using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MiniKube.Client.Kubeconfigs;

/// <summary>Reads kubeconfig files.</summary>
public static class KubeconfigReader
{
    /// <summary>Reads what the current context selects; certificates in files of their own are read too.</summary>
    /// <exception cref="InvalidDataException">The file is not a usable kubeconfig; the message says why.</exception>
    public static async Task<Kubeconfig> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var text = await File.ReadAllTextAsync(path, cancellationToken);
        var root = Parse(path, text);
        var contextName = Scalar(root, "current-context") ?? throw Unusable(path, "it has no current-context");
        var context = Entry(root, "contexts", contextName, "context") ?? throw Unusable(path, $"its context '{contextName}' is missing");
        var clusterName = Scalar(context, "cluster") ?? throw Unusable(path, $"its context '{contextName}' names no cluster");
        var cluster = Entry(root, "clusters", clusterName, "cluster") ?? throw Unusable(path, $"its cluster '{clusterName}' is missing");
        var userName = Scalar(context, "user") ?? "";
        var user = Entry(root, "users", userName, "user") ?? new YamlMappingNode();
        if (Child(user, "exec") is not null || Child(user, "auth-provider") is not null)
        {
            throw Unusable(path, $"its user '{userName}' runs a credential plug-in; use a client certificate or a token");
        }

        var directory = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var server = Scalar(cluster, "server") ?? throw Unusable(path, $"its cluster '{clusterName}' has no server");
        return new Kubeconfig
        {
            Server = Uri.TryCreate(server, UriKind.Absolute, out var uri) ? uri : throw Unusable(path, $"its server '{server}' is not a URL"),
            Name = contextName,
            UserName = userName,
            Namespace = Scalar(context, "namespace") ?? "",
            CertificateAuthorityPem = await PemAsync(cluster, "certificate-authority", directory, path, cancellationToken),
            TlsServerName = Scalar(cluster, "tls-server-name") ?? "",
            InsecureSkipTlsVerify = Scalar(cluster, "insecure-skip-tls-verify") == "true",
            ClientCertificatePem = await PemAsync(user, "client-certificate", directory, path, cancellationToken),
            ClientKeyPem = await PemAsync(user, "client-key", directory, path, cancellationToken),
            Token = await TokenAsync(user, directory, cancellationToken),
        };
    }

    private static YamlMappingNode Parse(string path, string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root
                ? root
                : throw Unusable(path, "it is not a mapping");
        }
        catch (YamlException broken)
        {
            throw Unusable(path, broken.Message, broken);
        }
    }

    private static YamlNode? Child(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;

    private static string? Scalar(YamlMappingNode node, string key) =>
        Child(node, key) is YamlScalarNode { Value: { Length: > 0 } value } ? value : null;

    private static YamlMappingNode? Entry(YamlMappingNode root, string list, string name, string body) =>
        Child(root, list) is YamlSequenceNode entries
            ? entries.OfType<YamlMappingNode>().Where(entry => Scalar(entry, "name") == name).Select(entry => Child(entry, body)).FirstOrDefault() as YamlMappingNode
            : null;

    private static async Task<string?> PemAsync(
        YamlMappingNode node, string key, string directory, string path, CancellationToken cancellationToken)
    {
        if (Scalar(node, key + "-data") is { } data)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException broken)
            {
                throw Unusable(path, $"its {key}-data is not base64", broken);
            }
        }

        return Scalar(node, key) is { } file ? await File.ReadAllTextAsync(Path.Combine(directory, file), cancellationToken) : null;
    }

    private static async Task<string?> TokenAsync(YamlMappingNode user, string directory, CancellationToken cancellationToken)
    {
        if (Scalar(user, "token") is { } token)
        {
            return token;
        }

        return Scalar(user, "tokenFile") is { } file
            ? (await File.ReadAllTextAsync(Path.Combine(directory, file), cancellationToken)).Trim()
            : null;
    }

    private static InvalidDataException Unusable(string path, string why, Exception? inner = null) =>
        new($"The kubeconfig {path} cannot be used: {why}", inner);
}
