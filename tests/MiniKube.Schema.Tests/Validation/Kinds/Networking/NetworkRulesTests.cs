namespace MiniKube.Schema.Tests.Validation.Kinds.Networking;

public sealed class NetworkRulesTests
{
    private const string Ingresses = "networking.k8s.io/v1/ingresses";
    private const string Policies = "networking.k8s.io/v1/networkpolicies";
    private const string Classes = "networking.k8s.io/v1/ingressclasses";
    private const string Ranges = "networking.k8s.io/v1/servicecidrs";
    private const string Slices = "discovery.k8s.io/v1/endpointslices";
    private const string Meta = "metadata: {name: a, namespace: x}\n";
    private const string Backend = "backend: {service: {name: s, port: {number: 80}}}";

    [Theory]
    [InlineData(Ingresses, Meta + "spec: {ingressClassName: c, tls: [{hosts: ['*.x.com', y.com], secretName: t}], rules: [{host: y.com, http: {paths: [{path: /a, pathType: Exact, " + Backend + "}]}}]}")]
    [InlineData(Ingresses, Meta + "spec: {defaultBackend: {resource: {apiGroup: a.b, kind: Bucket, name: m}}}")]
    [InlineData(Policies, Meta + "spec: {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 1, endPort: 9, protocol: UDP}], to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}]}")]
    [InlineData(Classes, "metadata: {name: a}\nspec: {controller: x.com/c, parameters: {kind: K, name: m, scope: Namespace, namespace: x}}")]
    [InlineData(Ranges, "metadata: {name: a}\nspec: {cidrs: [10.0.0.0/16, 'fd00::/64']}")]
    [InlineData(Slices, Meta + "addressType: IPv6\nendpoints: [{addresses: ['fd00::1'], hostname: h, nodeName: m, hints: {forZones: [{name: z}]}}]\nports: [{name: a, port: 1}, {name: b, port: 2, appProtocol: example.com/p}]")]
    [InlineData(Slices, Meta + "addressType: FQDN\nendpoints: [{addresses: [a.b]}]\nports: []")]
    public void What_is_right_passes(string resource, string yaml) => KindCauses.OfNew(resource, yaml).Should().BeEmpty();

    [Theory]
    [InlineData("rules: [{host: 10.0.0.1}]", "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address")]
    [InlineData("rules: [{host: A.b}]", "spec.rules[0].host: Invalid value: \"A.b\": a lowercase RFC 1123 subdomain must consist of *")]
    [InlineData("rules: [{http: {paths: [{path: a, pathType: Prefix, " + Backend + "}]}}]", "spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path")]
    [InlineData("rules: [{http: {paths: [{path: /a//b, pathType: Prefix, " + Backend + "}]}}]", "spec.rules[0].http.paths[0].path: Invalid value: \"/a//b\": must not contain '//'")]
    [InlineData("rules: [{http: {paths: [{path: /a/.., pathType: Exact, " + Backend + "}]}}]", "spec.rules[0].http.paths[0].path: Invalid value: \"/a/..\": cannot end with '/..'")]
    [InlineData("rules: [{http: {paths: [{path: /a, pathType: Exact, backend: {}}]}}]", "spec.rules[0].http.paths[0].backend: Invalid value: \"\": resource or service backend is required")]
    [InlineData("defaultBackend: {resource: {kind: a/b, name: m}}", "spec.defaultBackend.resource.kind: Invalid value: \"a/b\": may not contain '/'")]
    [InlineData("defaultBackend: {service: {name: s, port: {}}}", "spec.defaultBackend: Required value: port name or number is required")]
    [InlineData("defaultBackend: {service: {name: s, port: {number: 70000}}}", "spec.defaultBackend.service.port.number: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [InlineData("ingressClassName: A, rules: [{}]", "spec.ingressClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of *")]
    [InlineData("tls: [{hosts: ['a.*'], secretName: A}], rules: [{}]", "spec.tls[0].hosts[0]: Invalid value: \"a.*\": a wildcard DNS-1123 subdomain must start with *")]
    [InlineData("tls: [{secretName: A}], rules: [{}]", "spec.tls[0].secretName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of *")]
    public void What_is_wrong_with_an_ingress_is_said(string spec, string cause) =>
        KindCauses.OfNew(Ingresses, Meta + "spec: {" + spec + "}").Should().ContainMatch(cause);

    [Fact]
    public void The_class_of_an_ingress_is_said_once() =>
        KindCauses.OfNew(Ingresses, "metadata: {name: a, namespace: x, annotations: {kubernetes.io/ingress.class: c}}\nspec: {ingressClassName: d, rules: [{}]}")
            .Should().Equal("annotations.kubernetes.io/ingress.class: Invalid value: \"c\": must match `ingressClassName` when both are specified");

    [Theory]
    [InlineData("egress: [{ports: [{endPort: 9}]}]", "spec.egress[0].ports[0].endPort: Invalid value: 9: may not be specified when `port` is not specified")]
    [InlineData("egress: [{ports: [{port: http, endPort: 9}]}]", "spec.egress[0].ports[0].endPort: Invalid value: 9: may not be specified when `port` is non-numeric")]
    [InlineData("egress: [{ports: [{port: 10, endPort: 9}]}]", "spec.egress[0].ports[0].endPort: Invalid value: 10: must be greater than or equal to `port`")]
    [InlineData("ingress: [{from: [{}]}]", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [InlineData("ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 10.0.0.0/8}}]}]", "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer")]
    [InlineData("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0}}]}]", "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [InlineData("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}]}]", "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [InlineData("ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]", "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"10.0.0.0/8\": must be a strict subset of `cidr`")]
    public void What_is_wrong_with_a_network_policy_is_said(string spec, string cause) =>
        KindCauses.OfNew(Policies, Meta + "spec: {podSelector: {}, " + spec + "}").Should().Contain(cause);

    [Theory]
    [InlineData(Classes, "spec: {controller: c}", "spec.controller: Invalid value: \"c\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [InlineData(Classes, "spec: {controller: x.com/c, parameters: {kind: K, name: m, scope: Namespace}}", "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'")]
    [InlineData(Classes, "spec: {controller: x.com/c, parameters: {kind: K, name: m, scope: Cluster, namespace: x}}", "spec.parameters.namespace: Forbidden: `parameters.scope` is set to 'Cluster'")]
    [InlineData(Classes, "spec: {controller: x.com/c, parameters: {kind: K, name: m, scope: Other}}", "spec.parameters.scope: Unsupported value: \"Other\": supported values: \"Cluster\", \"Namespace\"")]
    [InlineData(Ranges, "spec: {cidrs: []}", "spec.cidrs: Required value: at least one CIDR required")]
    [InlineData(Ranges, "spec: {cidrs: [10.0.0.0/16, 10.1.0.0/16]}", "spec.cidrs: Invalid value: *: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64")]
    [InlineData(Ranges, "spec: {cidrs: [10.0.0.1/16]}", "spec.cidrs[0]: Invalid value: \"10.0.0.1/16\": must not have bits set beyond the prefix length")]
    [InlineData(Ranges, "spec: {cidrs: ['FD00::/64']}", "spec.cidrs[0]: Invalid value: \"FD00::/64\": must be in canonical form (\"fd00::/64\")")]
    public void What_is_wrong_with_classes_and_ranges_is_said(string resource, string yaml, string cause) =>
        KindCauses.OfNew(resource, "metadata: {name: a}\n" + yaml).Should().ContainMatch(cause);

    [Theory]
    [InlineData("addressType: IPv5\nendpoints: []", "addressType: Unsupported value: \"IPv5\": supported values: \"FQDN\", \"IPv4\", \"IPv6\"")]
    [InlineData("addressType: IPv4\nendpoints: [{addresses: []}]", "endpoints[0].addresses: Required value: must contain at least 1 address")]
    [InlineData("addressType: IPv4\nendpoints: [{addresses: ['fd00::1']}]", "endpoints[0].addresses[0]: Invalid value: \"fd00::1\": must be an IPv4 address")]
    [InlineData("addressType: IPv4\nendpoints: [{addresses: [169.254.0.1]}]", "endpoints[0].addresses[0]: Invalid value: \"169.254.0.1\": may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [InlineData("addressType: FQDN\nendpoints: [{addresses: [a]}]", "endpoints[0].addresses[0]: Invalid value: \"a\": should be a domain with at least two segments separated by dots")]
    [InlineData("addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hostname: A}]", "endpoints[0].hostname: Invalid value: \"A\": a lowercase RFC 1123 label must consist of *")]
    [InlineData("addressType: IPv4\nendpoints: [{addresses: [10.0.0.1], hints: {forZones: [{name: z}, {name: z}]}}]", "endpoints[0].hints.forZones[1].name: Duplicate value: \"z\"")]
    [InlineData("addressType: IPv4\nendpoints: []\nports: [{name: p, port: 1}, {name: p, port: 2}]", "ports[1].name: Duplicate value: \"p\"")]
    [InlineData("addressType: IPv4\nendpoints: []\nports: [{name: P, port: 1}]", "ports[0].name: Invalid value: \"P\": a lowercase RFC 1123 label must consist of *")]
    [InlineData("addressType: IPv4\nendpoints: []\nports: [{appProtocol: 'a b', port: 1}]", "ports[0].appProtocol: Invalid value: \"a b\": name part must consist of *")]
    public void What_is_wrong_with_an_endpoint_slice_is_said(string yaml, string cause) => KindCauses.OfNew(Slices, Meta + yaml).Should().ContainMatch(cause);
}
