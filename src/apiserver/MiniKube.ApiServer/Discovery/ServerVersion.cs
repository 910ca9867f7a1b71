using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace MiniKube.ApiServer.Discovery;

/// <summary>The body of <c>/version</c>: the Kubernetes version that is spoken, and what speaks it.</summary>
internal static class ServerVersion
{
    public const string Major = "1";
    public const string Minor = "34";
    public const string GitVersion = "v1.34.0";

    private const string NoCommit = "0000000000000000000000000000000000000000";

    public static byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("major", Major);
        json.WriteString("minor", Minor);
        json.WriteString("emulationMajor", Major);
        json.WriteString("emulationMinor", Minor);
        json.WriteString("minCompatibilityMajor", Major);
        json.WriteString("minCompatibilityMinor", "33");
        json.WriteString("gitVersion", GitVersion);
        json.WriteString("gitCommit", Commit());
        json.WriteString("gitTreeState", "clean");
        json.WriteString("buildDate", "1970-01-01T00:00:00Z");
        json.WriteString("goVersion", RuntimeInformation.FrameworkDescription);
        json.WriteString("compiler", "roslyn");
        json.WriteString("platform", $"{OperatingSystemName()}/{ArchitectureName()}");
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The build puts the commit behind a plus sign.</summary>
    private static string Commit()
    {
        var version = typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var commit = version[(version.IndexOf('+') + 1)..];
        return commit.Length == NoCommit.Length && commit.All(char.IsAsciiHexDigit) ? commit : NoCommit;
    }

    private static string OperatingSystemName() =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string ArchitectureName() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
