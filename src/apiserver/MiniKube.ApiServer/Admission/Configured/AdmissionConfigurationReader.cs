using MiniKube.ApiServer.Admission.PodSecurity;
using MiniKube.ApiServer.Configuration;

namespace MiniKube.ApiServer.Admission.Configured;

/// <summary>Reads <c>AdmissionConfiguration</c> of <c>apiserver.config.k8s.io</c> v1 and v1alpha1, and what it holds or names for each plug-in.</summary>
internal static class AdmissionConfigurationReader
{
    private const string PodSecurity = "PodSecurity";

    /// <param name="path">Null for none.</param>
    /// <exception cref="InvalidDataException">A file cannot be read or is wrong; the message says all that is.</exception>
    public static AdmissionConfiguration Load(string? path) => path is null
        ? AdmissionConfiguration.None
        : Read(path, ConfigurationFile.Load(path));

    /// <exception cref="InvalidDataException">It is wrong.</exception>
    public static AdmissionConfiguration Read(string source, ReadOnlyMemory<byte> content) =>
        ConfigurationFile.Parse(source, content, "AdmissionConfiguration", ["v1", "v1alpha1"], root => Read(root, Path.GetDirectoryName(source) ?? ""));

    private static AdmissionConfiguration Read(ConfigurationNode root, string directory)
    {
        var configuration = AdmissionConfiguration.None;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var plugin in root.Children("plugins"))
        {
            var name = plugin.RequiredText("name");
            var (path, inline) = (plugin.Text("path"), plugin.Child("configuration"));
            if (name != PodSecurity)
            {
                if (name.Length == 0)
                {
                    continue;
                }

                plugin.Mistake("name", $"Unsupported value: \"{name}\": the plug-in that can be configured is {PodSecurity}");
            }
            else if (!names.Add(name))
            {
                plugin.Mistake("name", $"Duplicate value: \"{name}\"");
            }
            else if (path.Length > 0 && inline is not null)
            {
                plugin.Mistake("path", "Forbidden: the configuration is given in its place: give one of them");
            }
            else if (inline is not null)
            {
                configuration = configuration with { PodSecurity = PodSecurityConfigurationReader.Read(inline) };
            }
            else if (path.Length > 0)
            {
                configuration = configuration with { PodSecurity = PodSecurityConfigurationReader.Load(Path.Combine(directory, path)) };
            }
        }

        return configuration;
    }
}
