using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.PodSecurity;

namespace MiniKube.ApiServer.Tests.Admission;

public sealed class PodSecurityVersionTests
{
    [Theory]
    [InlineData("baseline", "v1.26", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports"}]}}""", "forbidden sysctls (net.ipv4.ip_local_reserved_ports)")]
    [InlineData("baseline", "v1.27", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports"}]}}""", "")]
    [InlineData("baseline", "v1.31", """{"securityContext":{"sysctls":[{"name":"net.ipv4.tcp_rmem"}]}}""", "forbidden sysctls (net.ipv4.tcp_rmem)")]
    [InlineData("baseline", "latest", """{"securityContext":{"sysctls":[{"name":"net.ipv4.tcp_rmem"}]}}""", "")]
    [InlineData("baseline", "v1.30", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}}}""", "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions)")]
    [InlineData("baseline", "v1.31", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}}}""", "")]
    [InlineData("baseline", "v1.33", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"10.0.0.1"}}}]}""", "")]
    [InlineData("baseline", "v1.34", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"10.0.0.1"}}}]}""", "probe or lifecycle host (container \"c\" must not set host in probes and lifecycle hooks)")]
    [InlineData("baseline", "v1.99", """{"containers":[{"name":"c","lifecycle":{"preStop":{"tcpSocket":{"host":"h"}}}}]}""", "probe or lifecycle host (container \"c\" must not set host in probes and lifecycle hooks)")]
    [InlineData("restricted", "v1.7", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", "")]
    [InlineData("restricted", "v1.18", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false)")]
    [InlineData("restricted", "v1.22", """{"securityContext":{"runAsNonRoot":true,"runAsUser":0,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}""", "")]
    [InlineData("restricted", "v1.23", """{"securityContext":{"runAsNonRoot":true,"runAsUser":0,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}""", "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("restricted", "v1.24", """{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},"containers":[{"name":"c","securityContext":{"capabilities":{"drop":["ALL"]}}}]}""", "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false)")]
    [InlineData("restricted", "v1.25", """{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", "")]
    public void A_pod_is_held_against_the_rules_of_the_version_that_is_named(string level, string version, string spec, string violations)
    {
        var policy = new PodSecurityPolicy(PodSecurityPolicy.Find(level)!.Value, version);

        PodSecurityAdmission.Violations(policy, new PodParts(JsonNode.Parse(spec)!.AsObject(), [])).Should().Be(violations);
    }
}
