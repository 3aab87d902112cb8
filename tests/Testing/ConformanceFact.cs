using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Commerce.Testing;

/// <summary>
/// A suite's class for a dialect that needs a MariaDB or MySQL: its conformance facts are skipped where none is installed.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsMariaDbAttribute : Attribute;

/// <summary>
/// A fact of a suite that one abstract class holds and one class per dialect inherits. Whether it can run depends on the
/// inheriting class, which <see cref="FactAttribute.Skip"/> cannot know.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Commerce.Testing.ConformanceFactDiscoverer", "Commerce.Testing")]
public sealed class ConformanceFactAttribute : FactAttribute
{
    private const int HangMilliseconds = 180_000;

    /// <summary>A broken store must fail its test, not hold up the run.</summary>
    public ConformanceFactAttribute() => Timeout = HangMilliseconds;
}

public sealed class ConformanceFactDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        [new ConformanceTestCase(
            diagnostics, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)];
}

internal sealed class ConformanceTestCase : XunitTestCase
{
    [Obsolete("For deserialization only.")]
    public ConformanceTestCase() { }

    public ConformanceTestCase(
        IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions displayOptions, ITestMethod method)
        : base(diagnostics, display, displayOptions, method) { }

    protected override string? GetSkipReason(IAttributeInfo factAttribute)
    {
        var needsServer = TestMethod.TestClass.Class.ToRuntimeType().GetCustomAttribute<NeedsMariaDbAttribute>() is not null;
        return needsServer && !MariaDbServer.IsInstalled ? MariaDbServer.SkipReason : base.GetSkipReason(factAttribute);
    }
}
