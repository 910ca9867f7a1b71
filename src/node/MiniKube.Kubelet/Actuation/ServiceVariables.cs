using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Tells containers the addresses of services as variables; the API's own is told always, others only where service links are on.</summary>
internal static class ServiceVariables
{
    private const string MasterNamespace = "default";
    private const string MasterName = "kubernetes";

    public static void Add(Dictionary<string, string> variables, IPodObjects objects, V1Pod pod)
    {
        foreach (var service in objects.ServicesOf(MasterNamespace).Where(service => service.Metadata.Name is MasterName))
        {
            AddOne(variables, service);
        }

        if (pod.Spec.EnableServiceLinks is not false)
        {
            foreach (var service in objects.ServicesOf(pod.Metadata.NamespaceProperty).OrderBy(service => service.Metadata.Name, StringComparer.Ordinal))
            {
                AddOne(variables, service);
            }
        }
    }

    private static void AddOne(Dictionary<string, string> variables, V1Service service)
    {
        if (service.Spec.ClusterIP is null or "" or "None" || service.Spec.Ports is not [var first, ..])
        {
            return;
        }

        var (name, ip) = (Upper(service.Metadata.Name), service.Spec.ClusterIP);
        variables[$"{name}_SERVICE_HOST"] = ip;
        variables[$"{name}_SERVICE_PORT"] = first.Port.ToString();
        foreach (var port in service.Spec.Ports)
        {
            if (port.Name is { Length: > 0 } portName)
            {
                variables[$"{name}_SERVICE_PORT_{Upper(portName)}"] = port.Port.ToString();
            }
        }

        // The form that links of container engines once had; programs still read it.
        variables[$"{name}_PORT"] = Url(first, ip);
        foreach (var port in service.Spec.Ports)
        {
            var protocol = (port.Protocol ?? "TCP").ToUpperInvariant();
            var prefix = $"{name}_PORT_{port.Port}_{protocol}";
            variables[prefix] = Url(port, ip);
            variables[$"{prefix}_PROTO"] = protocol.ToLowerInvariant();
            variables[$"{prefix}_PORT"] = port.Port.ToString();
            variables[$"{prefix}_ADDR"] = ip;
        }
    }

#pragma warning disable CA1308 // The scheme of these addresses is lower case.
    private static string Url(V1ServicePort port, string ip) => $"{(port.Protocol ?? "TCP").ToLowerInvariant()}://{ip}:{port.Port}";
#pragma warning restore CA1308

    private static string Upper(string name) => name.ToUpperInvariant().Replace('-', '_');
}
