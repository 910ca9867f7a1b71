using System.CommandLine;
using MiniKube.ApiServer.Admission;

namespace MiniKube.Commands;

/// <summary>The flags that say which plug-ins look at writes, by upstream's names.</summary>
internal sealed class AdmissionOptionSet
{
    private readonly Option<string?> _configuration = new("--admission-control-config-file") { Description = "A file with an AdmissionConfiguration, such as the defaults and exemptions of PodSecurity." };
    private readonly Option<string[]> _enabled = ListOption.Create("--enable-admission-plugins", "Plug-ins that must be on; all that there are here are anyway.");
    private readonly Option<string[]> _disabled = ListOption.Create("--disable-admission-plugins", "Plug-ins that are left out.");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_configuration, _enabled, _disabled])
        {
            command.Options.Add(option);
        }
    }

    public AdmissionOptions Read(ParseResult result) => new()
    {
        ConfigurationFile = result.GetValue(_configuration),
        Enabled = ListOption.Read(result, _enabled),
        Disabled = ListOption.Read(result, _disabled),
    };
}
