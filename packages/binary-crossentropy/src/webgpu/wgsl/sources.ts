// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.

export const fixed = `fn fixed(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)^hiddenZero());}
`;

export const wide = `struct Wide{m:f32,k:i32}
const infinite=0x10000;
const _a=0x1000000;
const _b=0x80000000u;
const infinityBits=0x7f800000u;
const _c=0x7fc00000u;
const oneBits=0x3f800000u;
fn _d(a:Wide)->bool{return a.k>=_a/2;}
fn isInfinite(a:Wide)->bool{return a.k>=infinite/2;}
fn isZero(a:Wide)->bool{return a.m==0.&&!_d(a);}
fn wideOf(a:u32)->Wide{let b=a&_b;let c=a&0x7fffffffu;if(c==0u){return Wide(0.,0);}if(c>infinityBits){return Wide(1.,_a);}let d=b|oneBits;if(c==infinityBits){return Wide(bitcast<f32>(d),infinite);}let e=select(0u,countLeadingZeros(c)-8u,c<0x800000u);let f=select(i32(c>>23u),1-i32(e),e>0u)-127;return Wide(bitcast<f32>(d|((c<<e)&0x7fffffu)),f);}
fn wide(a:f32)->Wide{return Wide(a,0);}
fn bitsOf(a:Wide)->u32{if(_d(a)){return _c;}let b=bitcast<u32>(a.m);let c=b&_b;if(a.m==0.){return c;}let d=a.k+i32((b>>23u)&0xffu);if(d>254){return c|infinityBits;}let e=b&0x7fffffu;if(d>0){return c|(u32(d)<<23u)|e;}if(d<-24){return c;}let f=e|0x800000u;let g=u32(1-d);let h=(1u<<(g-1u))-1u+((f>>g)&1u);return c|((f+h)>>g);}
fn _e(a:i32)->f32{return bitcast<f32>(u32(a+127)<<23u);}
fn times(a:Wide,b:Wide)->Wide{return Wide(a.m*b.m,a.k+b.k);}
fn _f(a:Wide)->Wide{return Wide(-a.m,a.k);}
fn plus(a:Wide,b:Wide)->Wide{if(isZero(a)){return b;}if(isZero(b)){return a;}let c=a.k>=b.k;let d=select(b.k-a.k,a.k-b.k,c);let e=select(b.m,a.m,c);let f=select(b.k,a.k,c);if(d>100){return Wide(e,f);}let g=select(a.m,b.m,c);return Wide(e+g*_e(-d),f);}
fn _g(a:Wide)->Wide{let b=plus(wide(1.),_f(a));return Wide(fixed(b.m),b.k);}
fn _h(a:Wide,b:Wide)->Wide{let c=plus(_g(b),_f(a));return times(b,plus(b,times(wide(2.),c)));}
fn _i(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)&0xfffff000u);}
fn _j(a:f32,b:f32,c:f32)->f32{let d=_i(b);let e=fixed(b-d);let f=_i(c);let g=fixed(c-f);let h=fixed(a-fixed(d*f));let i=fixed(h-fixed(d*g));return fixed(i-fixed(e*f))-e*g;}
fn _k(a:Wide,b:Wide)->Wide{if(_d(b)){return b;}if(b.m==0.){return Wide(1.,infinite);}let c=fixed(a.m);let d=fixed(b.m);let e=fixed(c/d);return Wide(e+_j(c,e,d)/d,a.k-b.k);}
fn inverse(a:Wide)->Wide{return _k(wide(1.),a);}
`;

export const shares = `struct _l{A:Wide,B:Wide}
fn _m(a:u32,b:Wide)->_l{if((a&infinityBits)==infinityBits){return _l(Wide(1.,_a),Wide(1.,_a));}let c=bitcast<f32>(a);let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);if(restBits==0u){return _l(wide(1.-c),times(wideOf(a),b));}let f=fixed(1.-c)*d+e;return _l(wide(f),times(wide(c*d+e),b));}
fn _n(a:_l,b:Wide,c:Wide)->Wide{return plus(times(a.A,b),times(a.B,c));}
`;

export const sum = `struct Sum{high:f32,low:f32,special:u32}
const _o=3u;
const _p=4u;
const _q=96;
fn _r()->Sum{return Sum(0.,0.,0u);}
fn _s(a:Sum,b:Sum)->Sum{let c=fixed(a.high+b.high);let d=fixed(c-a.high);let e=fixed(a.high-fixed(c-d))+fixed(b.high-d);return Sum(c,a.low+b.low+e,a.special|b.special);}
fn _t(a:Sum,b:f32)->Sum{return _s(a,Sum(b,0.,0u));}
fn added(a:Sum,b:Wide)->Sum{if(isZero(b)){return a;}if(_d(b)){return Sum(a.high,a.low,a.special|_p);}if(b.k>=_q){return Sum(a.high,a.low,a.special|select(1u,2u,b.m<0.));}return _t(a,b.m*_e(max(b.k,-126)));}
fn totalOf(a:Sum)->Wide{if(a.special>=_p||a.special==_o){return Wide(1.,_a);}if(a.special!=0u){return Wide(select(-1.,1.,a.special==1u),infinite);}return wideOf(bitcast<u32>(a.high+a.low));}
`;

export const workgroup = `var<workgroup>_u:array<Sum,256>;
fn _v(a:u32,b:Sum)->Sum{workgroupBarrier();_u[a]=b;workgroupBarrier();var c=b;if(a<16u){for(var d=a+16u;d<256u;d+=16u){c=_s(c,_u[d]);}_u[a]=c;}workgroupBarrier();if(a==0u){for(var d=1u;d<16u;d++){c=_s(c,_u[d]);}}return c;}
`;

export const finish = `fn _w(a:u32)->Sum{let b=partials[2u*a];if((b&infinityBits)!=infinityBits){return Sum(bitcast<f32>(b),bitcast<f32>(partials[2u*a+1u]),0u);}return added(_r(),wideOf(b));}
fn _x(a:u32,b:u32)->Sum{var c=_r();for(var d=b;d<params.partials;d+=256u){c=_s(c,_w(a+d));}return _v(b,c);}
fn finish(a:u32,b:u32,c:u32){var d=Wide(bitcast<f32>(params.divisorM),params.divisorK);if(sumsDivisor){d=totalOf(_x(params.partials,c));}var e=d;if(givesValue){let f=totalOf(_x(0u,c));e=wide(0.);if(!isZero(d)){e=times(f,inverse(d));}}if(c!=0u){return;}var g=bitsOf(e);if(params.count==0u&&givesValue){g=params.emptyBits;}results[params.resultAt]=g;}
`;

export const rows = `fn _y(a:u32,b:u32)->Wide{return times(lossOf(b,predictionOf(a),wideOf(posWeightOf(a))),wideOf(weightOf(a)));}
fn _z(a:Sum,b:u32)->u32{if(b==0u){return select(0u,params.emptyBits,params.count==0u);}let c=inverse(wide(f32(b)));if(givesLosses){return bitsOf(times(totalOf(a),c));}return bitsOf(c);}
`;

export const rowEach = `fn _A(a:u32)->u32{let b=params.rowLength;var c=_r();var d=0u;for(var e=a*b;e<a*b+b;e++){let f=labelOf(e);if(!isKept(e,f)){continue;}d+=1u;if(!givesLosses){continue;}let g=_y(e,f);if(b==1u){return bitsOf(g);}c=added(c,g);}return _z(c,d);}
fn rows(a:u32,b:u32,c:u32){for(var d=a*256u+c;d<params.rows;d+=b*256u){results[params.resultAt+d]=_A(d);}}
`;

export const rowShared = `var<workgroup>_B:atomic<u32>;
fn _C(a:u32,b:u32)->u32{workgroupBarrier();if(a==0u){atomicStore(&_B,0u);}workgroupBarrier();atomicAdd(&_B,b);workgroupBarrier();return atomicLoad(&_B);}
fn rows(a:u32,b:u32,c:u32){let d=given.rowLength;for(var e=a;e<given.rows;e+=b){var f=_r();var g=0u;for(var h=c;h<d;h+=256u){let i=e*d+h;let j=labelOf(i);if(!isKept(i,j)){continue;}g+=1u;if(givesLosses){f=added(f,_y(i,j));}}let k=_C(c,g);if(givesLosses){f=_v(c,f);}if(c==0u){results[params.resultAt+e]=_z(f,k);}}}
`;

export const elements = `fn elements(a:u32,b:u32,c:u32){let d=b*256u;let e=a*256u+c;let f=scaleOf();let g=hasQuick&&isQuickScale(f);var h=_r();var i=_r();var j=e;if(g){j=params.count;let k=f.m*_e(f.k);for(var l=e;l<params.count;l+=d){let m=labelOf(l);let n=predictionOf(l);let o=weightOf(l);let p=isKept(l,m);let q=isQuick(m,n,o);j=min(j,select(l,params.count,q||!p));let r=bitcast<f32>(rowFactorOf(l));let s=bitcast<f32>(o)*r;let t=quickOf(quickSharesOf(m,bitcast<f32>(posWeightOf(l))),n);let u=p&&q;if(sumsLosses){h=_t(h,select(0.,t.loss*s,u));}if(sumsWeights){i=_t(i,select(0.,s,u));}if(sumsCells){i=_t(i,select(0.,r,u));}let v=quickDerivativeOf(t)*(s*k);store(l,select(0u,bitcast<u32>(v),p));}}loop{while(g&&j<params.count){let m=labelOf(j);if(isKept(j,m)&&!isQuick(m,predictionOf(j),weightOf(j))){break;}j+=d;}if(j>=params.count){break;}let m=labelOf(j);let n=predictionOf(j);let r=wideOf(rowFactorOf(j));let s=times(wideOf(weightOf(j)),r);let w=wideOf(posWeightOf(j));var v=0u;if(isKept(j,m)){if(sumsLosses){h=added(h,times(lossOf(m,n,w),s));}if(sumsWeights){i=added(i,s);}if(sumsCells){i=added(i,r);}v=derivativeOf(m,n,w,times(s,f));}store(j,v);j+=d;}if(sumsLosses){keep(e,h);}if(sumsWeights||sumsCells){keep(d+e,i);}}
`;

export const exp = `fn _D(a:f32)->f32{var b=.0013814463*a-.008368781;b=b*a+.041668393;b=b*a-.1666652;b=b*a+.49999994;return a*a*b;}
fn _E(a:f32)->Wide{let b=round(a*1.442695);let c=fixed(a-b*.6933594);let d=fixed(c+b*.00021219444);return Wide(fixed(1.-fixed(d-_D(d))),-i32(b));}
`;

export const log = `fn _F(a:f32)->f32{let b=a/(2.+a);let c=b*b;let d=.5*a*a;let e=((.30362436*c+.39957738)*c+.6666695)*c;return d-b*(d+e);}
fn _G(a:i32,b:f32)->f32{let c=fixed(b);let d=f32(a);let e=fixed(c-(_F(c)+d*.00021219444));return-(d*.6933594+e);}
struct _H{k:i32,f:f32}
fn _I(a:f32)->_H{let b=bitcast<u32>(a);let c=(b&0x7fffffu)>=0x400000u;let d=select(oneBits,oneBits-0x800000u,c);let e=i32(b>>23u)-127+select(0,1,c);return _H(e,bitcast<f32>(d|(b&0x7fffffu))-1.);}
fn _J(a:Wide)->Wide{if(isInfinite(a)){return a;}if(a.m==0.){return Wide(1.,infinite);}let b=_I(a.m);return wide(_G(a.k+b.k,b.f));}
fn _K(a:f32)->f32{var b=_I(1.-a);if(a<=.5){b=_H(-1,1.-2.*a);}if(a<.25){b=_H(0,-a);}return _G(b.k,b.f);}
fn _L(a:Wide)->Wide{if(a.k<-30){return a;}let b=a.m*_e(a.k);if(b==1.){return Wide(1.,infinite);}return wide(_K(b));}
`;

export const log1p = `fn _M(a:f32)->f32{let b=a>.34;let c=select(a,.703125*a-.296875,b);var d=.050731022*c-.11870887;d=d*c+.16380374;d=d*c-.2001994;d=d*c+.25006142;d=d*c-.33333498;d=d*c+.49999985;return select(0.,.3522206,b)+(c-c*c*d);}
`;

export const logits = `fn _N(a:u32)->f32{return bitcast<f32>(min(a&0x7fffffffu,0x44160000u));}
fn _O(a:Wide)->bool{return a.k<-25;}
fn _P(a:Wide)->f32{return a.m*_e(a.k);}
struct _Q{high:f32,low:f32}
fn _R(a:f32)->_Q{let b=a>.5;let c=select(a,.5-.5*a,b)/(1.+a);return _Q(select(1.-c,.5+c,b),select(a-a*c,.5-c,b));}
fn _S(a:Wide)->Wide{if(_O(a)){return wide(1.);}return wide(_R(_P(a)).high);}
fn _T(a:Wide)->Wide{if(_O(a)){return a;}return wide(_R(_P(a)).low);}
fn _U(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_m(a,c);let f=_E(_N(b));var g=f;if(!_O(f)){g=wide(_M(_P(f)));}var h=times(e.A,d);if(d.m<0.){h=times(e.B,_f(d));}return plus(h,times(plus(e.A,e.B),g));}
fn _V(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_m(a,c);let f=_E(_N(b));let g=_S(f);let h=_T(f);if(d.m<0.){return _n(e,h,_f(g));}return _n(e,g,_f(h));}
fn _W(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_m(a,c);let f=_E(_N(b));return times(plus(e.A,e.B),times(_S(f),_T(f)));}
`;

export const clipped = `struct _X{q:Wide,r:Wide,isFlat:bool}
fn _Y(a:u32)->u32{return clamp(select(a&0x7fffffffu,0u,a>_b),lowestBits,highestBits);}
fn clip(a:u32)->_X{let b=_Y(a);let c=fixed(1.-bitcast<f32>(b));let d=wideOf(addedBits);return _X(plus(wideOf(b),d),plus(wide(c),d),b!=(a&0x7fffffffu)||a>_b);}
fn _U(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_m(a,c);let f=clip(b);if(isZero(e.A)){return times(e.B,_J(f.q));}if(isZero(e.B)){return times(e.A,_J(f.r));}return _n(e,_J(f.r),_J(f.q));}
fn _V(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_m(a,c);return _n(f,inverse(e.r),_f(inverse(e.q)));}
fn _W(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_m(a,c);let g=times(e.r,e.r);return _n(f,inverse(g),inverse(times(e.q,e.q)));}
`;

export const exact = `fn _U(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_a);}let e=_m(a,c);if(isZero(e.A)){return times(e.B,_J(d));}if(isZero(e.B)){return times(e.A,_L(d));}return _n(e,_L(d),_J(d));}
fn _V(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);return _n(_m(a,c),inverse(_g(d)),_f(inverse(d)));}
fn _W(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);let e=_h(d,_g(d));return _n(_m(a,c),inverse(e),inverse(times(d,d)));}
`;

export const torch = `const _Z=Wide(1.0995116,-40);
fn _aa(a:Wide)->Wide{if(_d(a)){return a;}if(isInfinite(a)||(a.k==0&&a.m>100.)){return wide(100.);}return a;}
fn _U(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_a);}let e=_m(a,c);if(isZero(e.A)){return times(e.B,_aa(_J(d)));}if(isZero(e.B)){return times(e.A,_aa(_L(d)));}return _n(e,_aa(_L(d)),_aa(_J(d)));}
fn _V(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_g(d);let f=_n(_m(a,c),d,_f(e));var g=times(d,e);let h=g.m<=0.||g.k<-60||g.m*_e(g.k)<1e-12;if(h){g=_Z;}return _k(f,g);}
fn _W(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_d(d)){return d;}let e=_g(d);let f=plus(d,_Z);let g=plus(e,_Z);let h=times(times(f,f),times(g,g));return _k(_n(_m(a,c),times(d,d),times(e,e)),h);}
`;

export const crossentropy = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{return _U(a,b,c);}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{return _V(a,b,c);}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{return _W(a,b,c);}
`;

export const quick = `struct Quick{loss:f32,gradient:f32,hessian:f32}
struct QuickShares{A:f32,B:f32}
fn isQuickLabel(a:u32)->bool{return a<=oneBits;}
fn isQuickWeight(a:u32)->bool{let b=a&0x7fffffffu;return b==0u||(b>=0x3a800000u&&b<=0x44800000u);}
fn quickSharesOf(a:u32,b:f32)->QuickShares{let c=bitcast<f32>(a);if(restBits==0u){return QuickShares(1.-c,b*c);}let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);return QuickShares(fixed(1.-c)*d+e,b*(c*d+e));}
`;

export const quickLogits = `fn isQuickPrediction(a:u32)->bool{return(a&0x7fffffffu)<0x42200000u;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b&0x7fffffffu);let d=_P(_E(c));let e=b>=_b;let f=_R(d);let g=a.A+a.B;return Quick(select(a.A,a.B,e)*c+g*_M(d),a.A*select(f.high,f.low,e)-a.B*select(f.low,f.high,e),g*(f.high*f.low));}
`;

export const quickClipped = `fn isQuickPrediction(a:u32)->bool{let b=_Y(a);return(a&0x7fffffffu)<=infinityBits&&b>=0x30800000u&&b<oneBits;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=_Y(b);let d=bitcast<f32>(addedBits);let e=fixed(bitcast<f32>(c)+d);let f=fixed(fixed(1.-bitcast<f32>(c))+d);let g=_I(e);let h=_I(f);let i=c!=b;return Quick(a.A*_G(h.k,h.f)+a.B*_G(g.k,g.f),select(a.A*(1./f)-a.B*(1./e),0.,i),select(a.A*(1./(f*f))+a.B*(1./(e*e)),0.,i));}
`;

export const quickOpen = `fn isQuickPrediction(a:u32)->bool{return a>=0x30800000u&&a<oneBits;}
fn _ab(a:QuickShares,b:f32)->f32{let c=_I(b);return a.A*_K(b)+a.B*_G(c.k,c.f);}
`;

export const quickExact = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=d*(d+2.*(fixed(1.-d)-c));return Quick(_ab(a,c),a.A*(1./d)-a.B*(1./c),a.A*(1./e)+a.B*(1./(c*c)));}
`;

export const quickTorch = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=c+1e-12;let f=d+1e-12;let g=1.-1e-12/e;let h=1.-1e-12/f;return Quick(_ab(a,c),(a.A*c-a.B*d)/(c*d),a.A*(g*g/(f*f))+a.B*(h*h/(e*e)));}
`;

export const focal = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=_m(a,wide(1.));let e=_aj(d,b);return _ad(d,_ai(e.factor,times(e.power,_U(a,b,c))));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=_m(a,wide(1.));let e=_aj(d,b);let f=times(e.power,_V(a,b,c));let g=times(e.gradient,_U(a,b,c));return _ad(d,_ai(e.factor,_ac(f,g)));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=_m(a,wide(1.));let e=_aj(d,b);let f=times(e.power,_W(a,b,c));let g=times(times(wide(2.),e.gradient),_V(a,b,c));let h=times(e.hessian,_U(a,b,c));return _ad(d,_ai(e.factor,_ac(f,_ac(g,h))));}
fn _ac(a:Wide,b:Wide)->Wide{if(isInfinite(a)&&!isZero(a)){return a;}return plus(a,b);}
fn _ad(a:_l,b:Wide)->Wide{if(!isBalanced){return b;}let c=times(a.B,wideOf(alphaBits));let d=times(a.A,wideOf(otherAlphaBits));return times(plus(c,d),b);}
`;

export const power = `struct _ae{factor:Precise,power:Wide,gradient:Wide,hessian:Wide}
struct Precise{value:Wide,lost:f32}
fn exactly(a:Wide)->Precise{return Precise(a,0.);}
fn _af(a:Wide)->Wide{let b=wideOf(bitcast<u32>(a.m));return Wide(b.m,clamp(a.k+b.k,-4000,4000));}
fn _ag(a:Wide)->f32{if(a.k<-60){return 0.;}return a.m*_e(a.k);}
fn multiplied(a:Precise,b:Precise)->Precise{let c=fixed(a.value.m*b.value.m);if(c==0.){return exactly(wide(0.));}let d=a.lost+b.lost-_j(c,a.value.m,b.value.m)/c;return Precise(_af(Wide(c,a.value.k+b.value.k)),d);}
fn _ah(a:f32,b:f32)->Precise{let c=round(a*1.442695);let d=fixed(a-c*.6933594);let e=fixed(c*.00021219444);let f=fixed(d+e);let g=fixed(d-f)+e+b;let h=fixed(_D(f));let i=fixed(f-h);let j=fixed(f-i)-h;let k=fixed(1.-i);let l=fixed(fixed(1.-k)-i)-j;return Precise(Wide(k,-i32(c)),l/k-g);}
fn _ai(a:Precise,b:Wide)->Wide{let c=times(a.value,b);if(a.lost>.0001||a.lost<-.0001){return times(c,_E(-a.lost));}let d=fixed(c.m);return Wide(d+d*a.lost,c.k);}
`;

export const partialPower = `fn partialPower(a:Precise)->Precise{let b=a.value;if(b.m==0.){return a;}if(b.m<0.){return exactly(Wide(1.,_a));}let c=_I(b.m);let d=f32(b.k+c.k);let e=fixed(c.f);let f=bitcast<f32>(partHighBits);let g=bitcast<f32>(partLowBits);let h=f+g;let i=round(d*f);let j=fixed(d*f-i);let k=round(e*2048.)*.00048828125;let l=fixed(f*k+j*.6933594);let m=fixed(e-k)*f+e*g-h*_F(e)
+d*g*.6931472-j*.00021219444;let n=fixed(l+m);let o=_ah(-n,-(fixed(l-n)+m)-h*a.lost);return Precise(Wide(o.value.m,o.value.k+i32(i)),o.lost);}
`;

export const missLogit = `fn _aj(a:_l,b:u32)->_ae{let c=wideOf(b);let d=c.m<0.;var e=a.A;var f=a.B;if(d){e=a.B;f=a.A;}if(_d(e)){return _ae(exactly(e),e,e,e);}let g=_ah(_N(b),0.);let h=g.value;let i=_ag(h);let j=fixed(1.+i);let k=fixed(i-fixed(j-1.))+i*g.lost;let l=times(f,h);let m=_af(plus(e,l));let n=fixed(m.m/j);let o=_j(m.m,n,j)/m.m+_ag(_k(l,m))*g.lost-k/j;let p=powerOf(Precise(_af(Wide(n,m.k)),o));var q=_f(_S(h));if(!isZero(e)){q=_T(h);}if(!isZero(e)&&!isZero(f)){q=_k(times(plus(e,_f(f)),q),m);}if(isInfinite(c)){q=wide(0.);}var r=wide((i-1.)/j);if(d){q=_f(q);r=_f(r);}let s=times(wideOf(gammaBits),q);let t=times(s,plus(times(wideOf(lessBits),q),r));return _ae(p,wide(1.),s,t);}
`;

export const missProbability = `fn _aj(a:_l,b:u32)->_ae{let c=wideOf(b);if(_d(c)){return _ae(exactly(c),c,c,c);}if(_d(a.A)){return _ae(exactly(a.A),a.A,a.A,a.A);}let d=_g(c);let e=_af(plus(times(a.A,c),times(a.B,d)));let f=plus(a.A,_f(a.B));let g=times(wideOf(gammaBits),f);let h=times(wideOf(productBits),times(f,f));if(isZero(e)){let i=exactly(wide(1.));return _ae(i,powerAtZero,times(g,firstAtZero),times(h,secondAtZero));}let j=plus(_g(d),_f(c));let k=_ag(_k(times(a.B,j),e));let l=powerOf(Precise(e,k));let m=inverse(e);return _ae(l,wide(1.),times(g,m),times(h,times(m,m)));}
`;
