using System.Text;
using MiniKube.Client.Files;

namespace MiniKube.Client.Kubeconfigs;

/// <summary>Writes kubeconfig files that only their owner may read.</summary>
public static class KubeconfigWriter
{
    /// <summary>Puts a file with one context at the path, whole or not at all.</summary>
    public static Task WriteAsync(string path, Kubeconfig config, CancellationToken cancellationToken) =>
        OwnerOnlyFile.WriteAsync(path, Encoding.UTF8.GetBytes(Format(config)), cancellationToken);

    public static string Format(Kubeconfig config)
    {
        var text = new StringBuilder();
        text.Append("apiVersion: v1\nkind: Config\n");
        text.Append("clusters:\n- name: ").Append(Quote(config.Name)).Append("\n  cluster:\n");
        Append(text, "server", config.Server.ToString().TrimEnd('/'));
        AppendBase64(text, "certificate-authority-data", config.CertificateAuthorityPem);
        Append(text, "tls-server-name", config.TlsServerName);
        if (config.InsecureSkipTlsVerify)
        {
            text.Append("    insecure-skip-tls-verify: true\n");
        }

        text.Append("users:\n- name: ").Append(Quote(config.UserName)).Append("\n  user:\n");
        AppendBase64(text, "client-certificate-data", config.ClientCertificatePem);
        AppendBase64(text, "client-key-data", config.ClientKeyPem);
        Append(text, "token", config.Token ?? "");
        text.Append("contexts:\n- name: ").Append(Quote(config.Name)).Append("\n  context:\n");
        Append(text, "cluster", config.Name);
        Append(text, "user", config.UserName);
        Append(text, "namespace", config.Namespace);
        text.Append("current-context: ").Append(Quote(config.Name)).Append('\n');
        return text.ToString();
    }

    private static void Append(StringBuilder text, string key, string value)
    {
        if (value.Length > 0)
        {
            text.Append("    ").Append(key).Append(": ").Append(Quote(value)).Append('\n');
        }
    }

    private static void AppendBase64(StringBuilder text, string key, string? value) =>
        Append(text, key, value is null ? "" : Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));

    // Single quotes keep everything as it is, save themselves.
    private static string Quote(string value) => $"'{value.Replace("'", "''")}'";
}
