// Made by scripts/build-shaders.mjs from the files beside it. Do not edit.

export const clipped = `struct _a{q:Wide,r:Wide,isFlat:bool}
fn _b(a:u32)->u32{return clamp(select(a&0x7fffffffu,0u,a>_Y),lowestBits,highestBits);}
fn clip(a:u32)->_a{let b=_b(a);let c=fixed(1.-bitcast<f32>(b));let d=wideOf(addedBits);return _a(plus(wideOf(b),d),plus(wide(c),d),b!=(a&0x7fffffffu)||a>_Y);}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_N(a,c);let f=clip(b);if(isZero(e.A)){return times(e.B,_p(f.q));}if(isZero(e.B)){return times(e.A,_p(f.r));}return _O(e,_p(f.r),_p(f.q));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_N(a,c);return _O(f,inverse(e.r),_ac(inverse(e.q)));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=clip(b);if(e.isFlat){return wide(0.);}let f=_N(a,c);let g=times(e.r,e.r);return _O(f,inverse(g),inverse(times(e.q,e.q)));}
`;

export const crossentropy = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{return _c(a,b,c);}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{return _d(a,b,c);}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{return _e(a,b,c);}
`;

export const elements = `fn elements(a:u32,b:u32,c:u32){let d=b*256u;let e=a*256u+c;let f=scaleOf();let g=hasQuick&&isQuickScale(f);var h=_S();var i=_S();var j=e;if(g){j=params.count;let k=f.m*_ab(f.k);for(var l=e;l<params.count;l+=d){let m=labelOf(l);let n=predictionOf(l);let o=weightOf(l);let p=isKept(l,m);let q=isQuick(m,n,o);j=min(j,select(l,params.count,q||!p));let r=bitcast<f32>(rowFactorOf(l));let s=bitcast<f32>(o)*r;let t=quickOf(quickSharesOf(m,bitcast<f32>(posWeightOf(l))),n);let u=p&&q;if(sumsLosses){h=_U(h,select(0.,t.loss*s,u));}if(sumsWeights){i=_U(i,select(0.,s,u));}if(sumsCells){i=_U(i,select(0.,r,u));}let v=quickDerivativeOf(t)*(s*k);store(l,select(0u,bitcast<u32>(v),p));}}loop{while(g&&j<params.count){let m=labelOf(j);if(isKept(j,m)&&!isQuick(m,predictionOf(j),weightOf(j))){break;}j+=d;}if(j>=params.count){break;}let m=labelOf(j);let n=predictionOf(j);let r=wideOf(rowFactorOf(j));let s=times(wideOf(weightOf(j)),r);let w=wideOf(posWeightOf(j));var v=0u;if(isKept(j,m)){if(sumsLosses){h=added(h,times(lossOf(m,n,w),s));}if(sumsWeights){i=added(i,s);}if(sumsCells){i=added(i,r);}v=derivativeOf(m,n,w,times(s,f));}store(j,v);j+=d;}if(sumsLosses){keep(e,h);}if(sumsWeights||sumsCells){keep(d+e,i);}}
`;

export const exact = `fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_X);}let e=_N(a,c);if(isZero(e.A)){return times(e.B,_p(d));}if(isZero(e.B)){return times(e.A,_r(d));}return _O(e,_r(d),_p(d));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);return _O(_N(a,c),inverse(_ad(d)),_ac(inverse(d)));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);let e=_ae(d,_ad(d));return _O(_N(a,c),inverse(e),inverse(times(d,d)));}
`;

export const exp = `fn _f(a:f32)->f32{var b=.0013814463*a-.008368781;b=b*a+.041668393;b=b*a-.1666652;b=b*a+.49999994;return a*a*b;}
fn _g(a:f32)->Wide{let b=round(a*1.442695);let c=fixed(a-b*.6933594);let d=fixed(c+b*.00021219444);return Wide(fixed(1.-fixed(d-_f(d))),-i32(b));}
`;

export const finish = `fn _h(a:u32)->Sum{let b=partials[2u*a];if((b&infinityBits)!=infinityBits){return Sum(bitcast<f32>(b),bitcast<f32>(partials[2u*a+1u]),0u);}return added(_S(),wideOf(b));}
fn _i(a:u32,b:u32)->Sum{var c=_S();for(var d=b;d<params.partials;d+=256u){c=_T(c,_h(a+d));}return _aj(b,c);}
fn finish(a:u32,b:u32,c:u32){var d=Wide(bitcast<f32>(params.divisorM),params.divisorK);if(sumsDivisor){d=totalOf(_i(params.partials,c));}var e=d;if(givesValue){let f=totalOf(_i(0u,c));e=wide(0.);if(!isZero(d)){e=times(f,inverse(d));}}if(c!=0u){return;}var g=bitsOf(e);if(params.count==0u&&givesValue){g=params.emptyBits;}results[params.resultAt]=g;}
`;

export const fixed = `fn fixed(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)^hiddenZero());}
`;

export const focal = `fn lossOf(a:u32,b:u32,c:Wide)->Wide{let d=_N(a,wide(1.));let e=_A(d,b);return _k(d,_F(e.factor,times(e.power,_c(a,b,c))));}
fn gradientOf(a:u32,b:u32,c:Wide)->Wide{let d=_N(a,wide(1.));let e=_A(d,b);let f=times(e.power,_d(a,b,c));let g=times(e.gradient,_c(a,b,c));return _k(d,_F(e.factor,_j(f,g)));}
fn hessianOf(a:u32,b:u32,c:Wide)->Wide{let d=_N(a,wide(1.));let e=_A(d,b);let f=times(e.power,_e(a,b,c));let g=times(times(wide(2.),e.gradient),_d(a,b,c));let h=times(e.hessian,_c(a,b,c));return _k(d,_F(e.factor,_j(f,_j(g,h))));}
fn _j(a:Wide,b:Wide)->Wide{if(isInfinite(a)&&!isZero(a)){return a;}return plus(a,b);}
fn _k(a:_M,b:Wide)->Wide{if(!isBalanced){return b;}let c=times(a.B,wideOf(alphaBits));let d=times(a.A,wideOf(otherAlphaBits));return times(plus(c,d),b);}
`;

export const log = `fn _l(a:f32)->f32{let b=a/(2.+a);let c=b*b;let d=.5*a*a;let e=((.30362436*c+.39957738)*c+.6666695)*c;return d-b*(d+e);}
fn _m(a:i32,b:f32)->f32{let c=fixed(b);let d=f32(a);let e=fixed(c-(_l(c)+d*.00021219444));return-(d*.6933594+e);}
struct _n{k:i32,f:f32}
fn _o(a:f32)->_n{let b=bitcast<u32>(a);let c=(b&0x007fffffu)>=0x00400000u;let d=select(oneBits,oneBits-0x00800000u,c);let e=i32(b>>23u)-127+select(0,1,c);return _n(e,bitcast<f32>(d|(b&0x007fffffu))-1.);}
fn _p(a:Wide)->Wide{if(isInfinite(a)){return a;}if(a.m==0.){return Wide(1.,infinite);}let b=_o(a.m);return wide(_m(a.k+b.k,b.f));}
fn _q(a:f32)->f32{var b=_o(1.-a);if(a<=.5){b=_n(-1,1.-2.*a);}if(a<.25){b=_n(0,-a);}return _m(b.k,b.f);}
fn _r(a:Wide)->Wide{if(a.k<-30){return a;}let b=a.m*_ab(a.k);if(b==1.){return Wide(1.,infinite);}return wide(_q(b));}
`;

export const log1p = `fn _s(a:f32)->f32{let b=a>.34;let c=select(a,.703125*a-.296875,b);var d=.050731022*c-.11870887;d=d*c+.16380374;d=d*c-.2001994;d=d*c+.25006142;d=d*c-.33333498;d=d*c+.49999985;return select(0.,.3522206,b)+(c-c*c*d);}
`;

export const logits = `fn _t(a:u32)->f32{return bitcast<f32>(min(a&0x7fffffffu,0x44160000u));}
fn _u(a:Wide)->bool{return a.k<-25;}
fn _v(a:Wide)->f32{return a.m*_ab(a.k);}
struct _w{high:f32,low:f32}
fn _x(a:f32)->_w{let b=a>.5;let c=select(a,.5-.5*a,b)/(1.+a);return _w(select(1.-c,.5+c,b),select(a-a*c,.5-c,b));}
fn _y(a:Wide)->Wide{if(_u(a)){return wide(1.);}return wide(_x(_v(a)).high);}
fn _z(a:Wide)->Wide{if(_u(a)){return a;}return wide(_x(_v(a)).low);}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_N(a,c);let f=_g(_t(b));var g=f;if(!_u(f)){g=wide(_s(_v(f)));}var h=times(e.A,d);if(d.m<0.){h=times(e.B,_ac(d));}return plus(h,times(plus(e.A,e.B),g));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_N(a,c);let f=_g(_t(b));let g=_y(f);let h=_z(f);if(d.m<0.){return _O(e,h,_ac(g));}return _O(e,g,_ac(h));}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_N(a,c);let f=_g(_t(b));return times(plus(e.A,e.B),times(_y(f),_z(f)));}
`;

export const missLogit = `fn _A(a:_M,b:u32)->_B{let c=wideOf(b);let d=c.m<0.;var e=a.A;var f=a.B;if(d){e=a.B;f=a.A;}if(_aa(e)){return _B(exactly(e),e,e,e);}let g=_E(_t(b),0.);let h=g.value;let i=_D(h);let j=fixed(1.+i);let k=fixed(i-fixed(j-1.))+i*g.lost;let l=times(f,h);let m=_C(plus(e,l));let n=fixed(m.m/j);let o=_ag(m.m,n,j)/m.m+_D(_ah(l,m))*g.lost-k/j;let p=powerOf(Precise(_C(Wide(n,m.k)),o));var q=_ac(_y(h));if(!isZero(e)){q=_z(h);}if(!isZero(e)&&!isZero(f)){q=_ah(times(plus(e,_ac(f)),q),m);}if(isInfinite(c)){q=wide(0.);}var r=wide((i-1.)/j);if(d){q=_ac(q);r=_ac(r);}let s=times(wideOf(gammaBits),q);let t=times(s,plus(times(wideOf(lessBits),q),r));return _B(p,wide(1.),s,t);}
`;

export const missProbability = `fn _A(a:_M,b:u32)->_B{let c=wideOf(b);if(_aa(c)){return _B(exactly(c),c,c,c);}if(_aa(a.A)){return _B(exactly(a.A),a.A,a.A,a.A);}let d=_ad(c);let e=_C(plus(times(a.A,c),times(a.B,d)));let f=plus(a.A,_ac(a.B));let g=times(wideOf(gammaBits),f);let h=times(wideOf(productBits),times(f,f));if(isZero(e)){let i=exactly(wide(1.));return _B(i,powerAtZero,times(g,firstAtZero),times(h,secondAtZero));}let j=plus(_ad(d),_ac(c));let k=_D(_ah(times(a.B,j),e));let l=powerOf(Precise(e,k));let m=inverse(e);return _B(l,wide(1.),times(g,m),times(h,times(m,m)));}
`;

export const partialPower = `fn partialPower(a:Precise)->Precise{let b=a.value;if(b.m==0.){return a;}if(b.m<0.){return exactly(Wide(1.,_X));}let c=_o(b.m);let d=f32(b.k+c.k);let e=fixed(c.f);let f=bitcast<f32>(partHighBits);let g=bitcast<f32>(partLowBits);let h=f+g;let i=round(d*f);let j=fixed(d*f-i);let k=round(e*2048.)*.00048828125;let l=fixed(f*k+j*.6933594);let m=fixed(e-k)*f+e*g-h*_l(e)
+d*g*.6931472-j*.00021219444;let n=fixed(l+m);let o=_E(-n,-(fixed(l-n)+m)-h*a.lost);return Precise(Wide(o.value.m,o.value.k+i32(i)),o.lost);}
`;

export const power = `struct _B{factor:Precise,power:Wide,gradient:Wide,hessian:Wide}
struct Precise{value:Wide,lost:f32}
fn exactly(a:Wide)->Precise{return Precise(a,0.);}
fn _C(a:Wide)->Wide{let b=wideOf(bitcast<u32>(a.m));return Wide(b.m,clamp(a.k+b.k,-4000,4000));}
fn _D(a:Wide)->f32{if(a.k<-60){return 0.;}return a.m*_ab(a.k);}
fn multiplied(a:Precise,b:Precise)->Precise{let c=fixed(a.value.m*b.value.m);if(c==0.){return exactly(wide(0.));}let d=a.lost+b.lost-_ag(c,a.value.m,b.value.m)/c;return Precise(_C(Wide(c,a.value.k+b.value.k)),d);}
fn _E(a:f32,b:f32)->Precise{let c=round(a*1.442695);let d=fixed(a-c*.6933594);let e=fixed(c*.00021219444);let f=fixed(d+e);let g=fixed(d-f)+e+b;let h=fixed(_f(f));let i=fixed(f-h);let j=fixed(f-i)-h;let k=fixed(1.-i);let l=fixed(fixed(1.-k)-i)-j;return Precise(Wide(k,-i32(c)),l/k-g);}
fn _F(a:Precise,b:Wide)->Wide{let c=times(a.value,b);if(a.lost>.0001||a.lost<-.0001){return times(c,_g(-a.lost));}let d=fixed(c.m);return Wide(d+d*a.lost,c.k);}
`;

export const quickClipped = `fn isQuickPrediction(a:u32)->bool{let b=_b(a);return(a&0x7fffffffu)<=infinityBits&&b>=0x30800000u&&b<oneBits;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=_b(b);let d=bitcast<f32>(addedBits);let e=fixed(bitcast<f32>(c)+d);let f=fixed(fixed(1.-bitcast<f32>(c))+d);let g=_o(e);let h=_o(f);let i=c!=b;return Quick(a.A*_m(h.k,h.f)+a.B*_m(g.k,g.f),select(a.A*(1./f)-a.B*(1./e),0.,i),select(a.A*(1./(f*f))+a.B*(1./(e*e)),0.,i));}
`;

export const quickExact = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=d*(d+2.*(fixed(1.-d)-c));return Quick(_G(a,c),a.A*(1./d)-a.B*(1./c),a.A*(1./e)+a.B*(1./(c*c)));}
`;

export const quickLogits = `fn isQuickPrediction(a:u32)->bool{return(a&0x7fffffffu)<0x42200000u;}
fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b&0x7fffffffu);let d=_v(_g(c));let e=b>=_Y;let f=_x(d);let g=a.A+a.B;return Quick(select(a.A,a.B,e)*c+g*_s(d),a.A*select(f.high,f.low,e)-a.B*select(f.low,f.high,e),g*(f.high*f.low));}
`;

export const quickOpen = `fn isQuickPrediction(a:u32)->bool{return a>=0x30800000u&&a<oneBits;}
fn _G(a:QuickShares,b:f32)->f32{let c=_o(b);return a.A*_q(b)+a.B*_m(c.k,c.f);}
`;

export const quickTorch = `fn quickOf(a:QuickShares,b:u32)->Quick{let c=bitcast<f32>(b);let d=fixed(1.-c);let e=c+1e-12;let f=d+1e-12;let g=1.-1e-12/e;let h=1.-1e-12/f;return Quick(_G(a,c),(a.A*c-a.B*d)/(c*d),a.A*(g*g/(f*f))+a.B*(h*h/(e*e)));}
`;

export const quick = `struct Quick{loss:f32,gradient:f32,hessian:f32}
struct QuickShares{A:f32,B:f32}
fn isQuickLabel(a:u32)->bool{return a<=oneBits;}
fn isQuickWeight(a:u32)->bool{let b=a&0x7fffffffu;return b==0u||(b>=0x3a800000u&&b<=0x44800000u);}
fn quickSharesOf(a:u32,b:f32)->QuickShares{let c=bitcast<f32>(a);if(restBits==0u){return QuickShares(1.-c,b*c);}let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);return QuickShares(fixed(1.-c)*d+e,b*(c*d+e));}
`;

export const rowEach = `fn _H(a:u32)->u32{let b=params.rowLength;var c=_S();var d=0u;for(var e=a*b;e<a*b+b;e++){let f=labelOf(e);if(!isKept(e,f)){continue;}d+=1u;if(!givesLosses){continue;}let g=_K(e,f);if(b==1u){return bitsOf(g);}c=added(c,g);}return _L(c,d);}
fn rows(a:u32,b:u32,c:u32){for(var d=a*256u+c;d<params.rows;d+=b*256u){results[params.resultAt+d]=_H(d);}}
`;

export const rowShared = `var<workgroup>_I:atomic<u32>;
fn _J(a:u32,b:u32)->u32{workgroupBarrier();if(a==0u){atomicStore(&_I,0u);}workgroupBarrier();atomicAdd(&_I,b);workgroupBarrier();return atomicLoad(&_I);}
fn rows(a:u32,b:u32,c:u32){let d=given.rowLength;for(var e=a;e<given.rows;e+=b){var f=_S();var g=0u;for(var h=c;h<d;h+=256u){let i=e*d+h;let j=labelOf(i);if(!isKept(i,j)){continue;}g+=1u;if(givesLosses){f=added(f,_K(i,j));}}let k=_J(c,g);if(givesLosses){f=_aj(c,f);}if(c==0u){results[params.resultAt+e]=_L(f,k);}}}
`;

export const rows = `fn _K(a:u32,b:u32)->Wide{return times(lossOf(b,predictionOf(a),wideOf(posWeightOf(a))),wideOf(weightOf(a)));}
fn _L(a:Sum,b:u32)->u32{if(b==0u){return select(0u,params.emptyBits,params.count==0u);}let c=inverse(wide(f32(b)));if(givesLosses){return bitsOf(times(totalOf(a),c));}return bitsOf(c);}
`;

export const shares = `struct _M{A:Wide,B:Wide}
fn _N(a:u32,b:Wide)->_M{if((a&infinityBits)==infinityBits){return _M(Wide(1.,_X),Wide(1.,_X));}let c=bitcast<f32>(a);let d=bitcast<f32>(keepBits);let e=bitcast<f32>(restBits);if(restBits==0u){return _M(wide(1.-c),times(wideOf(a),b));}let f=fixed(1.-c)*d+e;return _M(wide(f),times(wide(c*d+e),b));}
fn _O(a:_M,b:Wide,c:Wide)->Wide{return plus(times(a.A,b),times(a.B,c));}
`;

export const sum = `struct Sum{high:f32,low:f32,special:u32}
const _P=3u;
const _Q=4u;
const _R=96;
fn _S()->Sum{return Sum(0.,0.,0u);}
fn _T(a:Sum,b:Sum)->Sum{let c=fixed(a.high+b.high);let d=fixed(c-a.high);let e=fixed(a.high-fixed(c-d))+fixed(b.high-d);return Sum(c,a.low+b.low+e,a.special|b.special);}
fn _U(a:Sum,b:f32)->Sum{return _T(a,Sum(b,0.,0u));}
fn added(a:Sum,b:Wide)->Sum{if(isZero(b)){return a;}if(_aa(b)){return Sum(a.high,a.low,a.special|_Q);}if(b.k>=_R){return Sum(a.high,a.low,a.special|select(1u,2u,b.m<0.));}return _U(a,b.m*_ab(max(b.k,-126)));}
fn totalOf(a:Sum)->Wide{if(a.special>=_Q||a.special==_P){return Wide(1.,_X);}if(a.special!=0u){return Wide(select(-1.,1.,a.special==1u),infinite);}return wideOf(bitcast<u32>(a.high+a.low));}
`;

export const torch = `const _V=Wide(1.0995116,-40);
fn _W(a:Wide)->Wide{if(_aa(a)){return a;}if(isInfinite(a)||(a.k==0&&a.m>100.)){return wide(100.);}return a;}
fn _c(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(d.m<0.||(b&0x7fffffffu)>oneBits){return Wide(1.,_X);}let e=_N(a,c);if(isZero(e.A)){return times(e.B,_W(_p(d)));}if(isZero(e.B)){return times(e.A,_W(_r(d)));}return _O(e,_W(_r(d)),_W(_p(d)));}
fn _d(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_ad(d);let f=_O(_N(a,c),d,_ac(e));var g=times(d,e);let h=g.m<=0.||g.k<-60||g.m*_ab(g.k)<1e-12;if(h){g=_V;}return _ah(f,g);}
fn _e(a:u32,b:u32,c:Wide)->Wide{let d=wideOf(b);if(_aa(d)){return d;}let e=_ad(d);let f=plus(d,_V);let g=plus(e,_V);let h=times(times(f,f),times(g,g));return _ah(_O(_N(a,c),times(d,d),times(e,e)),h);}
`;

export const wide = `struct Wide{m:f32,k:i32}
const infinite=0x10000;
const _X=0x1000000;
const _Y=0x80000000u;
const infinityBits=0x7f800000u;
const _Z=0x7fc00000u;
const oneBits=0x3f800000u;
fn _aa(a:Wide)->bool{return a.k>=_X/2;}
fn isInfinite(a:Wide)->bool{return a.k>=infinite/2;}
fn isZero(a:Wide)->bool{return a.m==0.&&!_aa(a);}
fn wideOf(a:u32)->Wide{let b=a&_Y;let c=a&0x7fffffffu;if(c==0u){return Wide(0.,0);}if(c>infinityBits){return Wide(1.,_X);}let d=b|oneBits;if(c==infinityBits){return Wide(bitcast<f32>(d),infinite);}let e=select(0u,countLeadingZeros(c)-8u,c<0x00800000u);let f=select(i32(c>>23u),1-i32(e),e>0u)-127;return Wide(bitcast<f32>(d|((c<<e)&0x007fffffu)),f);}
fn wide(a:f32)->Wide{return Wide(a,0);}
fn bitsOf(a:Wide)->u32{if(_aa(a)){return _Z;}let b=bitcast<u32>(a.m);let c=b&_Y;if(a.m==0.){return c;}let d=a.k+i32((b>>23u)&0xffu);if(d>254){return c|infinityBits;}let e=b&0x007fffffu;if(d>0){return c|(u32(d)<<23u)|e;}if(d<-24){return c;}let f=e|0x00800000u;let g=u32(1-d);let h=(1u<<(g-1u))-1u+((f>>g)&1u);return c|((f+h)>>g);}
fn _ab(a:i32)->f32{return bitcast<f32>(u32(a+127)<<23u);}
fn times(a:Wide,b:Wide)->Wide{return Wide(a.m*b.m,a.k+b.k);}
fn _ac(a:Wide)->Wide{return Wide(-a.m,a.k);}
fn plus(a:Wide,b:Wide)->Wide{if(isZero(a)){return b;}if(isZero(b)){return a;}let c=a.k>=b.k;let d=select(b.k-a.k,a.k-b.k,c);let e=select(b.m,a.m,c);let f=select(b.k,a.k,c);if(d>100){return Wide(e,f);}let g=select(a.m,b.m,c);return Wide(e+g*_ab(-d),f);}
fn _ad(a:Wide)->Wide{let b=plus(wide(1.),_ac(a));return Wide(fixed(b.m),b.k);}
fn _ae(a:Wide,b:Wide)->Wide{let c=plus(_ad(b),_ac(a));return times(b,plus(b,times(wide(2.),c)));}
fn _af(a:f32)->f32{return bitcast<f32>(bitcast<u32>(a)&0xfffff000u);}
fn _ag(a:f32,b:f32,c:f32)->f32{let d=_af(b);let e=fixed(b-d);let f=_af(c);let g=fixed(c-f);let h=fixed(a-fixed(d*f));let i=fixed(h-fixed(d*g));return fixed(i-fixed(e*f))-e*g;}
fn _ah(a:Wide,b:Wide)->Wide{if(_aa(b)){return b;}if(b.m==0.){return Wide(1.,infinite);}let c=fixed(a.m);let d=fixed(b.m);let e=fixed(c/d);return Wide(e+_ag(c,e,d)/d,a.k-b.k);}
fn inverse(a:Wide)->Wide{return _ah(wide(1.),a);}
`;

export const workgroup = `var<workgroup>_ai:array<Sum,256>;
fn _aj(a:u32,b:Sum)->Sum{workgroupBarrier();_ai[a]=b;workgroupBarrier();var c=b;if(a<16u){for(var d=a+16u;d<256u;d+=16u){c=_T(c,_ai[d]);}_ai[a]=c;}workgroupBarrier();if(a==0u){for(var d=1u;d<16u;d++){c=_T(c,_ai[d]);}}return c;}
`;
